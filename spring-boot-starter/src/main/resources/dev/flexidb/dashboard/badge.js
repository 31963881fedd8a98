// A state as a shape and a word: its colour says nothing that they do not.

import { el, say, set, svg } from './dom.js';
import { word } from './format.js';

const SHAPES = {
  disc: 'M6 1a5 5 0 1 1 0 10a5 5 0 0 1 0-10Z',
  ring: 'M6 1a5 5 0 1 1 0 10a5 5 0 0 1 0-10ZM6 3a3 3 0 1 0 0 6a3 3 0 0 0 0-6Z',
  half: 'M6 1a5 5 0 1 1 0 10a5 5 0 0 1 0-10ZM6 3v6a3 3 0 0 0 0-6Z',
  triangle: 'M6 .5 11.8 11H.2Z',
  square: 'M1 1h10v10H1Z',
  link: 'M0 4.5h12v3H0Z',
  gap: 'M0 4.5h3.5v3H0ZM8.5 4.5H12v3H8.5ZM5 0h2v12H5Z',
  cross: 'M2 0 6 4 10 0 12 2 8 6 12 10 10 12 6 8 2 12 0 10 4 6 0 2Z',
};

const LOOKS = {
  HEALTHY: ['disc', 'good'],
  UNHEALTHY: ['triangle', 'bad'],
  UNKNOWN: ['ring', 'quiet'],
  CLOSED: ['link', 'good'],
  OPEN: ['gap', 'bad'],
  HALF_OPEN: ['half', 'warn'],
  RUNNING: ['half', 'running'],
  DONE: ['disc', 'good'],
  FAILED: ['cross', 'bad'],
  CANCELLED: ['ring', 'warn'],
  INCOMPLETE: ['triangle', 'warn'],
  ACTIVE: ['disc', 'good'],
  BEHIND: ['half', 'warn'],
  UNFIT: ['triangle', 'bad'],
};

/** @param before a word in front of the state */
export function badge(before = '') {
  const path = svg('path', { 'fill-rule': 'evenodd' });
  const text = el('span');
  const node = el('span', { class: 'badge' },
    svg('svg', { viewBox: '0 0 12 12', 'aria-hidden': 'true' }, path), text);
  return {
    node,
    update(state, words = word(state)) {
      const [shape, look] = LOOKS[state] ?? ['square', 'quiet'];
      set(path, 'd', SHAPES[shape]);
      set(node, 'class', `badge ${look}`);
      say(text, before + words);
    },
  };
}
