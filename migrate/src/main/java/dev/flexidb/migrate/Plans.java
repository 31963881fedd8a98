package dev.flexidb.migrate;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What Flyway says of a history, asked once for all schemas that hold the same. Thread-safe. */
final class Plans {

  private final Site site;
  private final MigrationSet set;
  private final Duration lockTimeout;
  private final Map<String, SchemaPlan> known = new ConcurrentHashMap<>();

  Plans(Site site, MigrationSet set, Duration lockTimeout) {
    this.site = site;
    this.set = set;
    this.lockTimeout = lockTimeout;
  }

  SchemaPlan of(Standing standing) {
    return known.computeIfAbsent(
        String.valueOf(standing.digest()),
        absent ->
            standing.digest() == null
                ? SchemaPlan.ofNew(set)
                : SchemaPlan.of(site, set, standing.schema(), lockTimeout));
  }
}
