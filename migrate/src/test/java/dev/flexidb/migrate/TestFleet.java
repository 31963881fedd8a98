package dev.flexidb.migrate;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A database with tenants, and a folder with its migrations. */
final class TestFleet implements AutoCloseable {

  static final String NAME = "shop";

  private final TestDatabase database;
  private final Path folder;
  private final List<String> schemas = new ArrayList<>();
  private final List<Migrator> migrators = new ArrayList<>();
  private final List<ReactiveFlexiDb> dbs = new ArrayList<>();
  private MigrationSources sources;
  private DatabaseConfig config;
  private @Nullable Migrator shared;

  TestFleet(TestDatabase database) {
    this.database = database;
    try {
      this.folder = Files.createTempDirectory("migrations");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    this.config = DatabaseConfig.of(database.r2dbcUrl()).withTenancy(Tenancy.schemaPerTenant());
    this.sources = MigrationSources.DEFAULTS.withLocation("filesystem:" + folder);
  }

  TestDatabase database() {
    return database;
  }

  boolean undoesDdl() {
    return database.server().kind() == DatabaseKind.POSTGRESQL;
  }

  MigrationSources sources() {
    return sources;
  }

  void sources(MigrationSources changed) {
    sources = changed;
    shared = null;
  }

  /** Writes a file of the tenants' migrations. */
  TestFleet tenant(String file, String sql) {
    return file("tenant", file, sql);
  }

  TestFleet file(String domain, String file, String sql) {
    try {
      Path of = folder.resolve(NAME).resolve(domain);
      Files.createDirectories(of);
      Files.writeString(of.resolve(file), sql);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return this;
  }

  /** Writes a file of data. */
  TestFleet seed(String file, String sql) {
    try {
      Path of = seeds().resolve(NAME).resolve(file);
      Files.createDirectories(of.getParent());
      Files.writeString(of, sql);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return this;
  }

  Path seeds() {
    return folder.resolve("seeds");
  }

  void remove(String domain, String file) {
    try {
      Files.delete(folder.resolve(NAME).resolve(domain).resolve(file));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The real name of a tenant's schema, which on some servers has to be unique on all of it. */
  String schema(String tenant) {
    return undoesDdl() ? tenant : database.name() + "_" + tenant;
  }

  TestFleet create(String... tenants) {
    for (String tenant : tenants) {
      schemas.add(schema(tenant));
      database.execute("CREATE SCHEMA " + schema(tenant));
    }
    return this;
  }

  /** The name of a schema that the test makes itself. */
  String willCreate(String tenant) {
    schemas.add(schema(tenant));
    return schema(tenant);
  }

  void drop(String tenant) {
    database.execute("DROP SCHEMA " + schema(tenant) + (undoesDdl() ? " CASCADE" : ""));
  }

  MigrationScope tenants(String... tenants) {
    return MigrationScope.ALL.withTenants(
        java.util.Arrays.stream(tenants).map(this::schema).toArray(String[]::new));
  }

  DatabaseConfig config() {
    return config;
  }

  void config(DatabaseConfig changed) {
    config = changed;
    shared = null;
  }

  Migrator migrator() {
    Migrator migrator = Migrator.of(Map.of(NAME, config()), sources);
    migrators.add(migrator);
    return migrator;
  }

  /** One for all that is asked of it with these settings, which saves its logins. */
  private Migrator shared() {
    Migrator known = shared;
    if (known == null) {
      known = migrator();
      shared = known;
    }
    return known;
  }

  /** Over the reactive database, as a service would. */
  SchemaManager schemas() {
    return SchemaManager.of(db().get(NAME), migrator());
  }

  ReactiveFlexiDb db() {
    ReactiveFlexiDb db = ReactiveFlexiDb.builder().database(NAME, config()).build();
    dbs.add(db);
    return db;
  }

  List<MigrationEvent> migrate(String... tenants) {
    return migrate(MigrationOptions.DEFAULTS, tenants);
  }

  List<MigrationEvent> migrate(MigrationOptions options, String... tenants) {
    return all(shared().migrate(tenants(tenants), options));
  }

  /** Everything, with what tenants share. */
  List<MigrationEvent> migrateAll() {
    return all(shared().migrate(MigrationScope.ALL, MigrationOptions.DEFAULTS));
  }

  List<MigrationEvent> rollback() {
    return all(shared().rollback(NAME, "tenant", MigrationOptions.DEFAULTS));
  }

  static <T> List<T> all(Flux<T> events) {
    return Objects.requireNonNull(events.collectList().block());
  }

  Connection connect() throws SQLException {
    // Each driver's own URL, which the tests of the addresses look at.
    return DriverManager.getConnection(
        database.jdbcUrl() + (undoesDdl() ? "" : "?allowPublicKeyRetrieval=true&useSSL=false"),
        database.server().username(),
        database.server().password());
  }

  /** The first column, as text. */
  List<String> ask(String sql) {
    try (Connection connection = connect()) {
      return Sql.rows(connection, sql, row -> row.getString(1));
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  String table(String tenant, String table) {
    return schema(tenant) + "." + table;
  }

  List<String> history(String tenant) {
    return ask(
        "SELECT version FROM "
            + table(tenant, "flyway_history_tenant")
            + " ORDER BY installed_rank");
  }

  /** Flyway as anybody would use it. */
  Flyway stock(String tenant) {
    return Flyway.configure()
        .dataSource(
            database.jdbcUrl() + (undoesDdl() ? "" : "?allowPublicKeyRetrieval=true&useSSL=false"),
            database.server().username(),
            database.server().password())
        .locations("filesystem:" + folder.resolve(NAME).resolve("tenant"))
        .table("flyway_history_tenant")
        .defaultSchema(schema(tenant))
        .load();
  }

  @Override
  public void close() {
    dbs.forEach(db -> db.close().block());
    migrators.forEach(migrator -> migrator.close().block());
    if (!undoesDdl()) {
      schemas.forEach(schema -> database.execute("DROP DATABASE IF EXISTS " + schema));
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
