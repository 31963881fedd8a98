package dev.flexidb.benchmarks.migrations;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.MigrationSources;
import dev.flexidb.migrate.Migrator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The same by a {@link Migrator}. */
public final class OurFleet {

  private final Migrator migrator;
  private final MigrationOptions options;

  /** On this database, with so many schemas at once. */
  public OurFleet(TestDatabase database, MigrationFiles files, int atOnce) {
    this.migrator =
        Migrator.of(
            Map.of(
                MigrationFiles.DATABASE,
                DatabaseConfig.of(database.r2dbcUrl()).withTenancy(Tenancy.schemaPerTenant())),
            MigrationSources.DEFAULTS.withLocation("filesystem:" + files.folder()));
    this.options = MigrationOptions.DEFAULTS.withConcurrency(atOnce);
  }

  /**
   * Migrates these, or all that are known if there are none, and tells how long that took. Errors
   * with the first failure.
   */
  public Mono<Duration> migrate(List<String> schemas) {
    MigrationScope scope = MigrationScope.ALL.withTenants(schemas.toArray(String[]::new));
    return Mono.defer(
        () -> {
          long began = System.nanoTime();
          return migrator
              .migrate(scope, options)
              .concatMap(
                  event ->
                      event instanceof Failed failed
                          ? Mono.error(failed.error())
                          : Mono.just(event))
              .ofType(Finished.class)
              .last()
              .map(finished -> Duration.ofNanos(System.nanoTime() - began));
        });
  }

  /** Closes its connections. */
  public Mono<Void> close() {
    return migrator.close();
  }
}
