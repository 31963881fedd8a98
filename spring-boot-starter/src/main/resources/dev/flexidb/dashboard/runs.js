// Runs over fleets of schemas: how far they are, and how the last ones ended.

import { badge } from './badge.js';
import { el, emptyOr, keyed, say, set, svg } from './dom.js';
import { count, moment, plural, span } from './format.js';

function stateOf(run) {
  const incomplete = run.parts.some((part) => part.failed > 0);
  return run.state === 'DONE' && incomplete ? 'INCOMPLETE' : run.state;
}

const WORDS = { DONE: 'done', INCOMPLETE: 'done, but not all', RUNNING: 'running', FAILED: 'failed', CANCELLED: 'cancelled' };

function part() {
  const name = el('span', { class: 'name' });
  const applied = svg('rect', { class: 'in-use', height: '10' });
  const skipped = svg('rect', { class: 'in-reserve', height: '6', y: '2' });
  const failed = svg('rect', { class: 'failed', height: '10' });
  const bar = el('div', { class: 'bar', role: 'progressbar', 'aria-valuemin': '0' },
    svg('svg', { viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, applied, skipped, failed));
  const text = el('span', { class: 'number progress' });
  return {
    node: el('li', {}, name, bar, text),
    update(now) {
      const done = now.applied + now.skipped + now.failed;
      const all = Math.max(1, now.schemas);
      say(name, `${now.database} / ${now.domain}`);
      set(applied, 'width', (100 * now.applied) / all);
      set(skipped, 'x', (100 * now.applied) / all);
      set(skipped, 'width', (100 * now.skipped) / all);
      // However few, they are to be seen.
      const width = now.failed ? Math.max(3, (100 * now.failed) / all) : 0;
      set(failed, 'x', Math.min(100 - width, (100 * (now.applied + now.skipped)) / all));
      set(failed, 'width', width);
      set(bar, 'aria-valuemax', all);
      set(bar, 'aria-valuenow', done);
      set(bar, 'aria-label', `${now.database}, ${now.domain}`);
      say(text, [
        `${count(done)} of ${plural(now.schemas, 'schema')}`,
        `${count(now.applied)} changed`,
        `${count(now.skipped)} left as they are`,
        `${count(now.failed)} failed`,
        now.left && !now.done ? `about ${span(now.left)} left` : null,
      ].filter(Boolean).join(' · '));
    },
  };
}

function failure() {
  const who = el('b');
  const where = el('span', { class: 'quiet' });
  return {
    node: el('li', {}, who, ' ', where),
    update(now) {
      say(who, `${now.database} / ${now.schema}`);
      say(where, now.script ? `${now.domain}, ${now.script}` : now.domain);
    },
  };
}

function run() {
  const kind = el('h3');
  const state = badge();
  const when = el('span', { class: 'quiet number' });
  const parts = el('ul', { class: 'parts' });
  const failures = el('ul', { class: 'failures' });
  const first = el('summary');
  const details = el('details', {}, first, failures);
  const node = el('li', { class: 'run' }, el('header', {}, kind, state.node, when), parts, details);
  return {
    node,
    update({ run: now, model }) {
      const all = now.parts.reduce((total, each) => total + each.failed, 0);
      const took = span((now.endedAt ?? model.now) - now.startedAt);
      say(kind, `${now.kind[0].toUpperCase()}${now.kind.slice(1)}`);
      state.update(stateOf(now), WORDS[stateOf(now)]);
      say(when, `${moment(now.startedAt, model.now)}, ${now.endedAt ? 'took' : 'for'} ${took}`);
      keyed(parts, now.parts, (each) => `${each.database}\n${each.domain}`, part);
      details.hidden = now.failures.length === 0;
      say(first, all > now.failures.length ? `The first ${now.failures.length} of ${plural(all, 'failure')}` : plural(all, 'failure'));
      keyed(failures, now.failures, (each) => `${each.database}\n${each.domain}\n${each.schema}`, failure);
    },
  };
}

export function runs(parent) {
  const list = el('ul', { class: 'runs' });
  return {
    update(model) {
      emptyOr(parent, 'Nothing was migrated since the start.', model.runs.length === 0, list);
      keyed(list, model.runs.map((each) => ({ run: each, model })), (item) => `${item.run.startedAt}\n${item.run.number}`, run);
    },
  };
}
