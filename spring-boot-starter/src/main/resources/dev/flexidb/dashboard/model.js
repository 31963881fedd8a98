// What is known, put together of a snapshot and the ticks behind it. Pure.

/** The places of a point's numbers. */
export const AT = 0;
export const RATE = 1;
export const FAILING = 2;
export const P50 = 3;
export const P95 = 4;
export const P99 = 5;
export const ACTIVE = 6;
export const IDLE = 7;
export const PENDING = 8;

export function ofSnapshot(snapshot) {
  return { ...snapshot };
}

/** Null where a tick is missing between the two: then only a new snapshot tells everything. */
export function withTick(model, tick) {
  if (tick.number <= model.number) {
    return model;
  }
  if (tick.number > model.number + 1) {
    return null;
  }
  const known = new Map();
  for (const database of model.databases) {
    for (const server of database.servers) {
      known.set(key(database, server), server);
    }
  }
  return {
    ...model,
    ...tick,
    databases: tick.databases.map((database) => ({
      ...database,
      servers: database.servers.map((server) =>
        remembered(server, known.get(key(database, server)), model.kept)),
    })),
  };
}

function key(database, server) {
  return `${database.name}\n${server.replica ?? ''}`;
}

function remembered(server, before, kept) {
  return {
    ...server,
    points: [...(before?.points ?? []), server.now].slice(-kept),
    changes: server.changes ?? before?.changes ?? [],
  };
}

/** Of a server: what is worse than anything else. */
export function isWell(server) {
  return server.health !== 'UNHEALTHY' && server.circuit === 'CLOSED';
}

export function labelOf(server) {
  return server.replica === null ? 'Primary' : `Replica ${server.replica}`;
}

/** All changes of all servers, the newest first; not how they were found at first. */
export function changesOf(model, most) {
  const all = [];
  for (const database of model.databases) {
    for (const server of database.servers) {
      server.changes.forEach(([at, health, circuit], i) => {
        const before = server.changes[i - 1];
        if (before && before[1] !== health && !(before[1] === 'UNKNOWN' && health === 'HEALTHY')) {
          all.push({ at, database: database.name, server, what: 'health', from: before[1], to: health });
        }
        if (before && before[2] !== circuit) {
          all.push({ at, database: database.name, server, what: 'circuit', from: before[2], to: circuit });
        }
      });
    }
  }
  return all.sort((one, other) => other.at - one.at).slice(0, most);
}
