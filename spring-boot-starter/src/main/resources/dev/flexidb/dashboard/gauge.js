// How full a pool is.

import { el, say, set, svg } from './dom.js';
import { count } from './format.js';
import { ACTIVE, IDLE, PENDING } from './model.js';

function swatch(name) {
  const shapes = { active: ['in-use', 0, 8], idle: ['in-reserve', 2, 4] };
  const [style, y, height] = shapes[name] ?? ['none', 0, 0];
  return svg('svg', { class: 'swatch', viewBox: '0 0 8 8', 'aria-hidden': 'true' },
    svg('rect', { class: style, width: '8', y, height }));
}

export function gauge() {
  const active = svg('rect', { class: 'in-use', height: '10', y: '0' });
  const idle = svg('rect', { class: 'in-reserve', height: '6', y: '2' });
  const bar = el('div', { class: 'bar' },
    svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, active, idle));
  const of = el('span', { class: 'quiet number' });
  const numbers = ['active', 'idle', 'waiting'].map((name) => {
    const value = el('b', { class: 'number' });
    return { value, node: el('span', { class: name }, swatch(name), value, ` ${name}`) };
  });
  const node = el('div', { class: 'pool' },
    el('div', { class: 'plot-head' }, el('span', { class: 'label' }, 'Pool'), of), bar,
    el('p', { class: 'legend' }, ...numbers.map((number) => number.node)));
  return {
    node,
    update(server) {
      const now = [server.now[ACTIVE], server.now[IDLE], server.now[PENDING]];
      const all = Math.max(server.max, now[0] + now[1], 1);
      set(active, 'width', (100 * now[0]) / all);
      set(idle, 'x', (100 * now[0]) / all);
      set(idle, 'width', (100 * now[1]) / all);
      say(of, `${count(now[0] + now[1])} of ${count(server.max)} open`);
      now.forEach((number, i) => say(numbers[i].value, count(number)));
      node.classList.toggle('full', now[0] >= server.max || now[2] > 0);
    },
  };
}
