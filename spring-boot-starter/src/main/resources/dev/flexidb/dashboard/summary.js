// The numbers that tell at a glance whether to read on.

import { el, keyed, say, set } from './dom.js';
import { count, micros, plural, rate } from './format.js';
import { ACTIVE, P95, PENDING, RATE, isWell } from './model.js';

function tile(item) {
  const value = el('b', { class: 'value number' });
  const note = el('span', { class: 'note' });
  const node = el('li', {}, el('span', { class: 'label' }, item.name), value, note);
  return {
    node,
    update(now) {
      set(node, 'class', now.bad ? 'alarming' : '');
      say(value, now.value);
      say(note, now.note);
    },
  };
}

function tiles(model) {
  const servers = model.databases.flatMap((database) =>
    database.servers.map((server) => ({ ...server, database: database.name })));
  const sum = (place) => servers.reduce((total, server) => total + server.now[place], 0);
  const ill = servers.filter((server) => !isWell(server));
  const open = servers.filter((server) => server.circuit !== 'CLOSED');
  const slowest = servers.reduce(
    (worst, server) => ((server.now[P95] ?? -1) > (worst?.now[P95] ?? -1) ? server : worst), null);
  const waiting = sum(PENDING);
  const names = (some) => [...new Set(some.map((server) => server.database))].join(', ');
  return [
    {
      name: 'Databases',
      value: count(model.databases.length),
      note: ill.length ? `not well: ${names(ill)}` : 'nothing wrong',
      bad: ill.length > 0,
    },
    {
      name: 'Circuits',
      value: open.length ? `${count(open.length)} open` : 'closed',
      note: open.length ? names(open) : `all ${count(servers.length)}`,
      bad: open.length > 0,
    },
    { name: 'Throughput', value: rate(sum(RATE)), note: 'statements' },
    {
      name: 'Slowest p95',
      value: micros(slowest?.now[P95]),
      note: slowest && slowest.now[P95] !== null ? slowest.database : 'no calls of late',
    },
    {
      name: 'Connections',
      value: count(sum(ACTIVE)),
      note: waiting ? `${plural(waiting, 'caller')} waiting` : 'in use, nobody waits',
      bad: waiting > 0,
    },
  ];
}

export function summary(list) {
  return { update: (model) => keyed(list, tiles(model), (item) => item.name, tile) };
}
