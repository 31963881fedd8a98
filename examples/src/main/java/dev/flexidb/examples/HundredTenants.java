package dev.flexidb.examples;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.batch.Outcome;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationSources;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * How does a new version of the service reach a hundred tenants, one of which stands in its way,
 * and how does it go back?
 */
public final class HundredTenants {

  private static final String FIRST =
      """
      CREATE TABLE purchase (id int PRIMARY KEY, item text NOT NULL);
      INSERT INTO purchase VALUES (1, 'espresso'), (2, 'novel');
      """;

  private HundredTenants() {}

  public static void main(String[] args) throws IOException {
    Path files = Files.createTempDirectory("flexidb-hundred-tenants");
    try (TestDatabase database = DatabaseServers.shared(DatabaseKind.POSTGRESQL).createDatabase()) {
      run(database.r2dbcUrl(), files).doOnNext(System.out::println).blockLast();
    }
  }

  static Flux<String> run(String url, Path files) {
    DatabaseConfig config = DatabaseConfig.of(url).withTenancy(Tenancy.schemaPerTenant());
    return Flux.using(
        () -> ReactiveFlexiDb.builder().database("orders", config).build(),
        db -> {
          Migrator migrator =
              Migrator.of(
                  Map.of("orders", config),
                  MigrationSources.DEFAULTS.withLocation("filesystem:" + files));
          return deployments(SchemaManager.of(db.get("orders"), migrator), migrator, files)
              .concatWith(migrator.close().then(Mono.empty()));
        },
        db -> db.close().subscribe());
  }

  private static Flux<String> deployments(SchemaManager schemas, Migrator migrator, Path files) {
    MigrationOptions options = MigrationOptions.DEFAULTS.withCanaries(3).withConcurrency(8);
    Flux<String> deploy = schemas.migrateAllSchemas(options).transform(HundredTenants::told);
    return Flux.concat(
        write(files, "V1__purchases.sql", FIRST),
        Flux.range(1, 100)
            .map(number -> new SchemaName("tenant_%03d".formatted(number)))
            .concatMap(schemas::createSchema)
            .then(Mono.just("100 tenants made")),
        sell(schemas, "tenant_042"),
        // Two files come with the next version of the service.
        write(files, "V2__one_of_each.sql", "ALTER TABLE purchase ADD UNIQUE (item);"),
        write(
            files,
            "U2__one_of_each.sql",
            "ALTER TABLE purchase DROP CONSTRAINT purchase_item_key;"),
        deploy,
        schemas
            .executeSchema(new SchemaName("tenant_042"), "DELETE FROM purchase WHERE id = 3")
            .then(Mono.empty()),
        deploy,
        count(schemas),
        migrator.rollback("orders", "tenant", options).transform(HundredTenants::told));
  }

  private static Mono<String> write(Path files, String name, String sql) {
    return Mono.<String>fromRunnable(
            () -> {
              Path folder = files.resolve("orders").resolve("tenant");
              try {
                Files.writeString(Files.createDirectories(folder).resolve(name), sql);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .subscribeOn(Schedulers.boundedElastic());
  }

  /** What the next version does not allow. */
  private static Mono<String> sell(SchemaManager schemas, String tenant) {
    return schemas
        .executeSchema(new SchemaName(tenant), "INSERT INTO purchase VALUES (3, 'novel')")
        .then(Mono.empty());
  }

  /** One question to each tenant, eight at a time. */
  private static Mono<String> count(SchemaManager schemas) {
    return schemas
        .forEachSchema(
            8, tenant -> tenant.sql("SELECT count(*) FROM purchase").mapValue(Long.class).one())
        .reduce(
            0L,
            (sum, tenant) ->
                tenant.outcome() instanceof Outcome.Success<Long> found
                    ? sum + Objects.requireNonNull(found.value())
                    : sum)
        .map("%d purchases in all"::formatted);
  }

  private static Flux<String> told(Flux<MigrationEvent> events) {
    return events.<String>handle(
        (event, sink) -> {
          if (event instanceof Failed failed) {
            sink.next(failed.target().schema() + " failed: " + failed.error().getMessage());
          } else if (event instanceof Finished finished) {
            sink.next(
                "%d changed, %d left alone, %d failed"
                    .formatted(
                        finished.progress().applied(),
                        finished.progress().skipped(),
                        finished.progress().failed()));
          }
        });
  }
}
