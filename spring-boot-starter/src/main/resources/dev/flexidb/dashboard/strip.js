// The last hour of a server, a bar for each minute: the lower, the worse.

import { el, say, set, svg } from './dom.js';
import { about, span } from './format.js';

const MINUTE = 60_000;
const MINUTES = 60;

/** From the best to the worst. */
const KINDS = ['none', 'unknown', 'well', 'trying', 'open', 'away'];
const HEIGHTS = { none: 1, unknown: 3, well: 16, trying: 12, open: 8, away: 5 };

export function kindOf(health, circuit) {
  if (health === 'UNHEALTHY') {
    return 'away';
  }
  if (circuit === 'OPEN') {
    return 'open';
  }
  if (circuit === 'HALF_OPEN') {
    return 'trying';
  }
  return health === 'HEALTHY' ? 'well' : 'unknown';
}

/** The worst of each minute, the oldest first. */
export function minutes(changes, now) {
  const cells = new Array(MINUTES).fill('none');
  const from = now - MINUTES * MINUTE;
  changes.forEach(([at, health, circuit], i) => {
    const end = changes[i + 1]?.[0] ?? now;
    const kind = kindOf(health, circuit);
    const first = Math.max(0, Math.floor((at - from) / MINUTE));
    const last = Math.min(MINUTES - 1, Math.floor((end - from) / MINUTE));
    for (let cell = first; cell <= last; cell++) {
      if (KINDS.indexOf(kind) > KINDS.indexOf(cells[cell])) {
        cells[cell] = kind;
      }
    }
  });
  return cells;
}

/** For how long of the last hour it was not well, in milliseconds. */
export function notWell(changes, now) {
  let total = 0;
  changes.forEach(([at, health, circuit], i) => {
    const end = Math.min(changes[i + 1]?.[0] ?? now, now);
    const begin = Math.max(at, now - MINUTES * MINUTE);
    if (!['well', 'unknown'].includes(kindOf(health, circuit))) {
      total += Math.max(0, end - begin);
    }
  });
  return total;
}

export function strip() {
  const bars = Array.from({ length: MINUTES }, (none, i) =>
    svg('rect', { x: i * 4, width: '3' }));
  const text = el('p', { class: 'quiet small' });
  const node = el('div', { class: 'strip' },
    svg('svg', { viewBox: `0 0 ${MINUTES * 4 - 1} 16`, preserveAspectRatio: 'none', 'aria-hidden': 'true' }, ...bars),
    text);
  return {
    node,
    update(changes, now) {
      minutes(changes, now).forEach((kind, i) => {
        set(bars[i], 'class', kind);
        set(bars[i], 'y', 16 - HEIGHTS[kind]);
        set(bars[i], 'height', HEIGHTS[kind]);
      });
      const known = changes.length ? Math.min(now - changes[0][0], MINUTES * MINUTE) : 0;
      const bad = notWell(changes, now);
      say(text, bad ? `Not well: ${span(bad)} of ${about(known)}` : `Nothing wrong for ${about(known)}`);
    },
  };
}
