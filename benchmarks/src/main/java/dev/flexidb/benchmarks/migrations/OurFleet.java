package dev.flexidb.benchmarks.migrations;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.MigrationSources;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The same by a {@link Migrator}. */
public final class OurFleet {

  private final ReactiveFlexiDb db;
  private final Migrator migrator;
  private final MigrationOptions options;
  private final SchemaManager schemas;

  /** On this database, with so many schemas at once. */
  public OurFleet(TestDatabase database, MigrationFiles files, int atOnce) {
    this(database.r2dbcUrl(), files, atOnce);
  }

  /** The same, on the database of this URL. */
  public OurFleet(String url, MigrationFiles files, int atOnce) {
    DatabaseConfig config = DatabaseConfig.of(url).withTenancy(Tenancy.schemaPerTenant());
    this.db = ReactiveFlexiDb.builder().database(MigrationFiles.DATABASE, config).build();
    this.migrator =
        Migrator.of(
            Map.of(MigrationFiles.DATABASE, config),
            MigrationSources.DEFAULTS.withLocation("filesystem:" + files.folder()));
    this.options = MigrationOptions.DEFAULTS.withConcurrency(atOnce);
    Database named = db.get(MigrationFiles.DATABASE);
    this.schemas = SchemaManager.of(named, migrator);
  }

  /**
   * Migrates these, or all that are known if there are none, and tells how long that took. Errors
   * with the first failure.
   */
  public Mono<Duration> migrate(List<String> schemas) {
    MigrationScope scope = MigrationScope.ALL.withTenants(schemas.toArray(String[]::new));
    return timed(
        migrator
            .migrate(scope, options)
            .concatMap(
                event ->
                    event instanceof Failed failed ? Mono.error(failed.error()) : Mono.just(event))
            .ofType(Finished.class)
            .last()
            .then());
  }

  /** Makes these as new tenants, one after the other, and tells how long that took. */
  public Mono<Duration> create(List<String> schemas) {
    return timed(
        Flux.fromIterable(schemas)
            .concatMap(schema -> this.schemas.createSchema(new SchemaName(schema)))
            .then());
  }

  private static Mono<Duration> timed(Mono<Void> work) {
    return Mono.defer(
        () -> {
          long began = System.nanoTime();
          return work.then(Mono.fromSupplier(() -> Duration.ofNanos(System.nanoTime() - began)));
        });
  }

  /** Closes its connections. */
  public Mono<Void> close() {
    return db.close().then(migrator.close());
  }
}
