// A small plot of the last minutes, with a cursor for pointer and arrow keys.

import { el, say, set, svg } from './dom.js';
import { clock, span } from './format.js';
import { AT } from './model.js';
import { area, ceiling, decades, highest, line } from './scale.js';

const WIDTH = 300;
const HEIGHT = 64;
const TOP = 3;

/** From zero to the next round number. */
export function linear(least) {
  return (points, places) => {
    const most = ceiling(highest(points, places), least);
    return { most, least: null, share: (number) => number / most, rules: [0.5] };
  };
}

/** From one power of ten to another: so that what is far apart is seen together. */
export function logarithmic(usual) {
  return (points, places) => {
    const [least, most] = decades(points, places, usual);
    const steps = Math.round(Math.log10(most / least));
    return {
      most,
      least,
      share: (number) => Math.log10(Math.max(number, least) / least) / steps,
      rules: Array.from({ length: steps - 1 }, (none, i) => (i + 1) / steps),
    };
  };
}

/**
 * @param lines each with a name, the place of its number in a point, and a class
 * @param show a number as text
 * @param scaleOf what the plot's height means, of the points
 */
export function plot(title, lines, show, scaleOf) {
  const paths = lines.map((each) => svg('path', { class: `line ${each.style}` }));
  const below = svg('path', { class: 'area' });
  const cursor = svg('path', { class: 'cursor' });
  const top = el('span', { class: 'top-label number' });
  const bottom = el('span', { class: 'bottom-label number' });
  const grid = svg('path', { class: 'grid' });
  const time = el('span', { class: 'quiet number' });
  const values = lines.map(() => el('b', { class: 'number' }));
  const legend = el('span', { class: 'legend' },
    ...lines.map((each, i) => el('span', {}, sample(each.style), `${each.name} `, values[i])));
  const drawing = svg('svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    grid, below, ...paths, cursor);
  const frame = el('div', { class: 'frame', role: 'slider', tabindex: '0', 'aria-valuemin': '0' },
    drawing, top, bottom);
  const node = el('div', { class: 'plot' },
    el('div', { class: 'plot-head' }, el('span', { class: 'label' }, title), time), frame, legend);

  let shown = { points: [], now: 0, length: 1 };
  let chosen = null;

  function x(point) {
    return WIDTH * (1 - (shown.now - point[AT]) / shown.length);
  }

  function read() {
    const points = shown.points;
    const at = chosen === null ? points.length - 1 : Math.min(chosen, points.length - 1);
    const point = points[at];
    if (!point) {
      return;
    }
    lines.forEach((each, i) => say(values[i], show(point[each.place])));
    say(time, chosen === null ? span(shown.length) : clock(point[AT]));
    set(cursor, 'd', chosen === null ? '' : `M${x(point).toFixed(1)} 0V${HEIGHT}`);
    set(frame, 'aria-valuemax', points.length - 1);
    set(frame, 'aria-valuenow', at);
    set(frame, 'aria-valuetext',
      `${clock(point[AT])}: ${lines.map((each) => `${each.name} ${show(point[each.place])}`).join(', ')}`);
  }

  function choose(index) {
    chosen = index;
    read();
  }

  function near(event) {
    const box = drawing.getBoundingClientRect();
    const wanted = ((event.clientX - box.left) / box.width) * WIDTH;
    let best = null;
    shown.points.forEach((point, i) => {
      if (best === null || Math.abs(x(point) - wanted) < Math.abs(x(shown.points[best]) - wanted)) {
        best = i;
      }
    });
    return best;
  }

  frame.addEventListener('pointermove', (event) => choose(near(event)));
  frame.addEventListener('pointerleave', () => choose(null));
  frame.addEventListener('blur', () => choose(null));
  frame.addEventListener('keydown', (event) => {
    const last = shown.points.length - 1;
    const at = chosen ?? last;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: at - 10, PageDown: at + 10, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      choose(Math.max(0, Math.min(last, to)));
    } else if (event.key === 'Escape') {
      choose(null);
    }
  });

  return {
    node,
    /** @param length of the time that is shown, in milliseconds */
    update(name, points, now, length) {
      shown = { points: points.filter((point) => now - point[AT] <= length), now, length };
      const scale = scaleOf(shown.points, lines.map((each) => each.place));
      const height = (share) => HEIGHT - share * (HEIGHT - TOP);
      const y = (place) => (point) => (point[place] === null ? null : height(scale.share(point[place])));
      set(grid, 'd', [0, ...scale.rules].map((share) => `M0 ${height(share).toFixed(1)}H${WIDTH}`).join(''));
      lines.forEach((each, i) => set(paths[i], 'd', line(shown.points, x, y(each.place))));
      if (lines[0].filled) {
        set(below, 'd', area(shown.points, x, y(lines[0].place), HEIGHT));
      }
      say(top, show(scale.most));
      say(bottom, scale.least === null ? '' : show(scale.least));
      set(frame, 'aria-label', `${title} of ${name}`);
      read();
    },
  };
}

function sample(style) {
  return svg('svg', { class: 'sample', viewBox: '0 0 18 8', 'aria-hidden': 'true' },
    svg('path', { class: `line ${style}`, d: 'M0 4H18' }));
}
