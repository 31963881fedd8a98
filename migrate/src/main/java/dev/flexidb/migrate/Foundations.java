package dev.flexidb.migrate;

import dev.flexidb.migrate.MigrationEvent.Failed;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Flux;

/** The databases where something that tenants share has failed, in one run. Thread-safe. */
final class Foundations {

  private final Set<String> broken = ConcurrentHashMap.newKeySet();

  /** These events of a domain, which are looked at where others build on it. */
  Flux<MigrationEvent> watched(MigrationSet set, Flux<MigrationEvent> events) {
    return set.isForTenants()
        ? events
        : events.doOnNext(
            event -> {
              if (event instanceof Failed failed) {
                broken.add(failed.target().database());
              }
            });
  }

  boolean isBroken(Site site) {
    return broken.contains(site.name());
  }
}
