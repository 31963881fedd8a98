// What changed of late, and when.

import { badge } from './badge.js';
import { el, emptyOr, keyed, say } from './dom.js';
import { moment, word } from './format.js';
import { changesOf } from './model.js';

const MOST = 8;

function words({ what, to }) {
  return what === 'circuit' ? `circuit ${word(to)}` : word(to);
}

function row() {
  const at = el('td', { class: 'time number quiet' });
  const who = el('td');
  const state = badge();
  return {
    node: el('tr', {}, at, who, el('td', {}, state.node)),
    update({ change, now }) {
      say(at, moment(change.at, now));
      say(who, change.server.replica === null ? change.database : `${change.database}, ${change.server.replica}`);
      state.update(change.to, words(change));
    },
  };
}

export function changes(parent) {
  const rows = el('tbody');
  const table = el('table', {},
    el('thead', {}, el('tr', {}, ...['Time', 'Server', 'Became'].map((name) => el('th', { scope: 'col' }, name)))),
    rows);
  return {
    update(model) {
      const all = changesOf(model, MOST);
      emptyOr(parent, 'Nothing has changed since the start.', all.length === 0, table);
      keyed(rows, all.map((change) => ({ change, now: model.now })),
        ({ change }) => [change.at, change.database, change.server.replica, change.to].join('\n'), row);
    },
  };
}
