// Keeps the page told, whatever happens on the way.

const LATE = 3;
const AGAIN = 5_000;
const PATIENCE = 30_000;

/**
 * @param told called with the name of an event and its data; false asks for a new snapshot
 * @param state called with connecting, live, late, reconnecting or paused
 */
export function live(url, told, state) {
  let source = null;
  let interval = 2_000;
  let heard = 0;
  let hidden = 0;
  let again = 0;

  function close() {
    source?.close();
    source = null;
    clearTimeout(again);
  }

  function open() {
    close();
    source = new EventSource(url);
    for (const name of ['snapshot', 'tick']) {
      source.addEventListener(name, (event) => hear(name, JSON.parse(event.data)));
    }
    source.addEventListener('error', () => {
      state('reconnecting');
      // An answer that is no stream ends the browser's own attempts.
      if (source?.readyState === EventSource.CLOSED) {
        clearTimeout(again);
        again = setTimeout(open, AGAIN);
      }
    });
  }

  function hear(name, data) {
    heard = Date.now();
    interval = data.interval ?? interval;
    if (told(name, data)) {
      state('live');
    } else {
      open();
    }
  }

  // Each tick is a sign of life: where none comes the connection may be dead and not know it.
  setInterval(() => {
    const silence = Date.now() - heard;
    if (source === null || heard === 0 || silence < LATE * interval) {
      return;
    }
    state(source.readyState === EventSource.OPEN ? 'late' : 'reconnecting');
    if (silence > 3 * LATE * interval && source.readyState === EventSource.OPEN) {
      heard = Date.now();
      open();
    }
  }, 1_000);

  // Nobody looks at a page in the background.
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden);
    if (document.hidden) {
      hidden = setTimeout(() => {
        close();
        state('paused');
      }, PATIENCE);
    } else if (source === null) {
      state('connecting');
      open();
    }
  });

  state('connecting');
  open();
}
