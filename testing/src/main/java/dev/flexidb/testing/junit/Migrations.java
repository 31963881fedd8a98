package dev.flexidb.testing.junit;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.MigrationSources;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The migrations of one database, and schemas made by them. Needs the optional module. */
final class Migrations implements Tenants {

  private static final String TENANT = "tenant";

  private final Database database;
  private final String name;
  private final String location;
  private final Migrator migrator;

  Migrations(Database database, DatabaseConfig config, String location) {
    this.database = database;
    this.name = database.name();
    this.location = location;
    this.migrator =
        Migrator.of(Map.of(name, config), MigrationSources.DEFAULTS.withLocation(location));
  }

  /** Over another pool of the same database, which has tenants, for a test. */
  SchemaManager schemas(Database ofTest) {
    return SchemaManager.of(ofTest, migrator);
  }

  private SchemaManager schemas() {
    return schemas(database);
  }

  /** Whether there are any for the tenants' schemas. */
  Mono<Boolean> haveTenants() {
    return domains().map(domains -> domains.contains(TENANT));
  }

  private Mono<List<String>> domains() {
    return migrator
        .domains(MigrationScope.ALL)
        .map(domains -> domains.getOrDefault(name, List.of()))
        .filter(domains -> !domains.isEmpty())
        .switchIfEmpty(
            Mono.error(
                () ->
                    new IllegalArgumentException(
                        "database \"%1$s\" has no migrations in %2$s/%1$s/tenant, nor in another folder there"
                            .formatted(name, location))));
  }

  /** Migrates what tenants share, and no tenant that was there before. */
  Mono<Void> migrateShared() {
    return domains()
        .flatMapMany(
            domains -> {
              String[] shared =
                  domains.stream().filter(domain -> !domain.equals(TENANT)).toArray(String[]::new);
              return shared.length == 0
                  ? Flux.empty()
                  : migrator.migrate(
                      MigrationScope.ALL.withDomains(shared), MigrationOptions.DEFAULTS);
            })
        .then();
  }

  @Override
  public Mono<Void> make(SchemaName schema) {
    return schemas().createSchema(schema);
  }

  @Override
  public Mono<Void> drop(SchemaName schema) {
    SchemaManager schemas = schemas();
    return schemas
        .schemaExists(schema)
        .flatMap(
            exists -> exists ? schemas.deleteSchema(schema, schema.value()) : Mono.<Void>empty());
  }

  /** Drops all schemas, also those that a test has made. */
  Mono<Void> dropAll() {
    return schemas()
        .listSchemas()
        .collectList()
        .flatMapIterable(all -> all)
        .concatMap(this::drop)
        .then();
  }

  Mono<Void> close() {
    return migrator.close();
  }
}
