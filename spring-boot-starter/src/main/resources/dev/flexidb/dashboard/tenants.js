// The tenants of a database, a page at a time, asked for when somebody wants to see them.

import { badge } from './badge.js';
import { el, emptyOr, keyed, say } from './dom.js';
import { NONE, clock, count, plural, word } from './format.js';

const PAUSE = 250;

function versionText({ domain, version, pending }, alone) {
  const name = alone ? '' : `${domain} `;
  return `${name}${version ?? NONE}${pending ? `, lacks ${count(pending)}` : ''}`;
}

function stateOf(tenant) {
  if (tenant.state !== 'ACTIVE') {
    return [tenant.state, word(tenant.state)];
  }
  if (tenant.versions.some((each) => !each.valid)) {
    return ['UNFIT', 'unlike the files'];
  }
  return tenant.versions.some((each) => each.pending > 0) ? ['BEHIND', 'behind'] : ['ACTIVE', 'active'];
}

function row() {
  const id = el('span');
  const schema = el('span', { class: 'quiet schema' });
  const versions = el('td', { class: 'number' });
  const state = badge();
  return {
    node: el('tr', {}, el('th', { scope: 'row' }, id, schema), versions, el('td', {}, state.node)),
    update(tenant) {
      say(id, tenant.id);
      say(schema, tenant.schema === tenant.id ? '' : tenant.schema);
      say(versions, tenant.versions.map((each) => versionText(each, tenant.versions.length === 1)).join('; ') || NONE);
      state.update(...stateOf(tenant));
    },
  };
}

export function tenants(parent) {
  const databases = el('select', { id: 'tenant-database' });
  const search = el('input', { id: 'tenant-search', type: 'search', autocomplete: 'off', spellcheck: 'false', maxlength: '200', placeholder: 'id or schema' });
  const again = el('button', { type: 'button' }, 'Refresh');
  const before = el('button', { type: 'button' }, 'Previous');
  const next = el('button', { type: 'button' }, 'Next');
  const told = el('p', { class: 'quiet number', role: 'status' });
  const rows = el('tbody');
  const table = el('table', {},
    el('thead', {}, el('tr', {}, ...['Tenant', 'Version', 'State'].map((name) => el('th', { scope: 'col' }, name)))),
    rows);
  const body = el('div', { class: 'scroll', id: 'tenant-rows' });
  const content = el('div', {},
    el('form', { class: 'controls' },
      el('label', { for: 'tenant-database' }, 'Database'), databases,
      el('label', { for: 'tenant-search' }, 'Search'), search, again),
    body,
    el('div', { class: 'controls' }, before, next, told));

  let page = 1;
  let asked = 0;
  let timer = 0;

  async function ask() {
    const mine = ++asked;
    say(told, 'Asking');
    const query = new URLSearchParams({ database: databases.value, search: search.value, page });
    let answer = null;
    try {
      const response = await fetch(`tenants?${query}`);
      answer = response.ok ? await response.json() : null;
    } catch {
      // Said below.
    }
    if (mine === asked) {
      show(answer);
    }
  }

  function show(answer) {
    before.disabled = !answer || answer.number <= 1;
    next.disabled = !answer || answer.number >= answer.pages;
    if (!answer) {
      say(told, `Not answered at ${clock(Date.now())}; the service's log says why`);
      return;
    }
    page = answer.number;
    emptyOr(body, answer.all ? 'No tenant is called so.' : 'There are no tenants yet.', answer.found === 0, table);
    keyed(rows, answer.tenants, (tenant) => tenant.schema, row);
    const range = answer.found ? `${count(answer.first)} to ${count(answer.first + answer.tenants.length - 1)} of ` : '';
    const all = answer.found === answer.all ? '' : `, of ${count(answer.all)} in all`;
    say(told, `${range}${plural(answer.found, 'tenant')}${all}, at ${clock(Date.now())}`);
  }

  function turn(to) {
    page = Math.max(1, to);
    ask();
  }

  databases.addEventListener('change', () => turn(1));
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => turn(1), PAUSE);
  });
  content.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    turn(1);
  });
  again.addEventListener('click', () => ask());
  before.addEventListener('click', () => turn(page - 1));
  next.addEventListener('click', () => turn(page + 1));

  return {
    update(model) {
      emptyOr(parent, 'No database has tenants that migrations know.', model.tenants.length === 0, content);
      const names = model.tenants.join('\n');
      if (databases.dataset.names !== names) {
        databases.dataset.names = names;
        databases.replaceChildren(...model.tenants.map((name) => el('option', {}, name)));
        if (names) {
          turn(1);
        }
      }
    },
  };
}
