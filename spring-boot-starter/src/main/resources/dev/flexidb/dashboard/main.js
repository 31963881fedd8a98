// Puts the page together.

import { changes } from './changes.js';
import { databases } from './databases.js';
import { say } from './dom.js';
import { clock } from './format.js';
import { groups } from './groups.js';
import { live } from './live.js';
import { ofSnapshot, withTick } from './model.js';
import { runs } from './runs.js';
import { summary } from './summary.js';
import { tenants } from './tenants.js';

const STATES = {
  connecting: 'Connecting',
  live: 'Live',
  late: 'Late: nothing new has come',
  reconnecting: 'Reconnecting',
  paused: 'Paused',
};

const at = (id) => document.getElementById(id);

const parts = [
  summary(at('summary')),
  databases(at('database-list')),
  groups(at('group-list')),
  changes(at('change-list')),
  runs(at('run-list')),
  tenants(at('tenant-list')),
];

let model = null;

function told(name, data) {
  const next = name === 'snapshot' ? ofSnapshot(data) : model && withTick(model, data);
  if (!next) {
    return false;
  }
  model = next;
  const title = model.application || 'Databases';
  say(at('application'), title);
  document.title = `${title} – FlexiDb`;
  say(at('clock'), clock(model.now));
  parts.forEach((part) => part.update(model));
  return true;
}

function state(now) {
  document.documentElement.dataset.state = now;
  say(at('state'), STATES[now]);
}

live('live', told, state);
