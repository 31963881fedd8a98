// Each database with its servers.

import { badge } from './badge.js';
import { el, emptyOr, keyed, say } from './dom.js';
import { count, micros, plural, rate } from './format.js';
import { gauge } from './gauge.js';
import { FAILING, P50, P95, P99, RATE, labelOf } from './model.js';
import { linear, logarithmic, plot } from './plot.js';
import { strip } from './strip.js';

const COUNTERS = [
  ['queries', 'Statements', count],
  ['failed', 'Failed', count],
  ['refused', 'Refused', count],
  ['limited', 'Over limit', count],
  ['average', 'Average', (time, server) => micros(server.queries ? time : null)],
];

function counters() {
  const values = COUNTERS.map(() => el('dd', { class: 'number' }));
  const node = el('dl', { class: 'counters' },
    ...COUNTERS.map(([name, label], i) => el('div', { class: name }, el('dt', {}, label), values[i])));
  return {
    node,
    update: (server) =>
      COUNTERS.forEach(([name, label, show], i) => say(values[i], show(server[name], server))),
  };
}

function server() {
  const label = el('h4');
  const health = badge();
  const circuit = badge('circuit ');
  const history = strip();
  const pool = gauge();
  const throughput = plot('Throughput', [
    { name: 'all', place: RATE, style: 'first', filled: true },
    { name: 'failed or refused', place: FAILING, style: 'alarm' },
  ], rate, linear(1));
  const times = plot('Response time', [
    { name: 'p50', place: P50, style: 'first' },
    { name: 'p95', place: P95, style: 'second' },
    { name: 'p99', place: P99, style: 'third' },
  ], micros, logarithmic([1_000, 100_000]));
  const numbers = counters();
  const node = el('div', { class: 'server' },
    el('div', { class: 'who' }, label, el('p', { class: 'badges' }, health.node, circuit.node), history.node),
    pool.node, throughput.node, times.node, numbers.node);
  return {
    node,
    update({ server: now, database, model }) {
      const length = model.interval * model.kept;
      const name = `${database.name}, ${labelOf(now)}`;
      say(label, labelOf(now));
      health.update(now.health);
      circuit.update(now.circuit);
      history.update(now.changes, model.now);
      pool.update(now);
      throughput.update(name, now.points, model.now, length);
      times.update(name, now.points, model.now, length);
      numbers.update(now);
    },
  };
}

function card() {
  const name = el('h3');
  const note = el('span', { class: 'quiet' });
  const servers = el('div');
  const node = el('article', { class: 'database' }, el('header', {}, name, note), servers);
  return {
    node,
    update({ database, model }) {
      const groups = model.groups.filter((group) => group.databases.includes(database.name));
      const replicas = database.servers.length - 1;
      say(name, database.name);
      say(note, [
        replicas ? plural(replicas, 'replica') : 'no replica',
        ...groups.map((group) => `group ${group.name}`),
      ].join(' · '));
      keyed(servers, database.servers.map((each) => ({ server: each, database, model })),
        (item) => item.server.replica ?? '', server);
    },
  };
}

export function databases(parent) {
  const list = el('div');
  return {
    update(model) {
      emptyOr(parent, 'There are no databases.', model.databases.length === 0, list);
      keyed(list, model.databases.map((database) => ({ database, model })),
        (item) => item.database.name, card);
    },
  };
}
