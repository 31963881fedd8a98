// The groups and how their databases are.

import { badge } from './badge.js';
import { el, emptyOr, keyed, say } from './dom.js';
import { count } from './format.js';
import { isWell } from './model.js';

function healthOf(database) {
  const primary = database?.servers[0];
  if (!primary) {
    return 'UNKNOWN';
  }
  return isWell(primary) ? primary.health : 'UNHEALTHY';
}

function member() {
  const state = badge();
  const node = el('li', {}, state.node);
  return { node, update: ({ name, health }) => state.update(health, name) };
}

function row() {
  const name = el('th', { scope: 'row' });
  const well = el('td', { class: 'number' });
  const members = el('ul', { class: 'members' });
  return {
    node: el('tr', {}, name, well, el('td', {}, members)),
    update(group) {
      const known = group.members.filter((each) => each.health === 'HEALTHY').length;
      say(name, group.name);
      say(well, `${count(known)} of ${count(group.members.length)}`);
      keyed(members, group.members, (each) => each.name, member);
    },
  };
}

export function groups(parent) {
  const rows = el('tbody');
  const table = el('table', {},
    el('thead', {}, el('tr', {}, ...['Group', 'Healthy', 'Databases'].map((name) => el('th', { scope: 'col' }, name)))),
    rows);
  return {
    update(model) {
      emptyOr(parent, 'No groups are defined.', model.groups.length === 0, table);
      const byName = new Map(model.databases.map((database) => [database.name, database]));
      keyed(rows,
        model.groups.map((group) => ({
          name: group.name,
          members: group.databases.map((name) => ({ name, health: healthOf(byName.get(name)) })),
        })),
        (group) => group.name, row);
    },
  };
}
