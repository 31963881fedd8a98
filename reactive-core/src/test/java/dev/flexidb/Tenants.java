package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tenant schemas for one test, on any kind of server, and a ReactiveFlexiDb over them. */
final class Tenants implements AutoCloseable {

  static final String NAME = "app";

  private final TestDatabase database;
  private final List<String> schemas = new ArrayList<>();
  private final ReactiveFlexiDb db;

  private Tenants(TestDatabase database, ReactiveFlexiDb db) {
    this.database = database;
    this.db = db;
  }

  static Tenants on(TestDatabase database) {
    return on(database, PoolConfig.DEFAULTS);
  }

  static Tenants on(TestDatabase database, PoolConfig pool) {
    return on(
        database,
        DatabaseConfig.of(database.r2dbcUrl())
            .withTenancy(Tenancy.schemaPerTenant())
            .withPool(pool));
  }

  static Tenants on(TestDatabase database, DatabaseConfig config) {
    return new Tenants(database, ReactiveFlexiDb.builder().database(NAME, config).build());
  }

  boolean isPostgreSql() {
    return database.server().kind() == DatabaseKind.POSTGRESQL;
  }

  /** A new tenant, with a table {@code item(id, owner)} whose rows name it. */
  String create(String tenant, int rows) {
    String schema = database.name() + "_" + tenant;
    database.execute(
        "CREATE SCHEMA " + schema,
        "CREATE TABLE " + schema + ".item (id int PRIMARY KEY, owner varchar(64) NOT NULL)");
    schemas.add(schema);
    if (rows > 0) {
      String values =
          IntStream.rangeClosed(1, rows)
              .mapToObj(id -> "(" + id + ", '" + schema + "')")
              .collect(Collectors.joining(", "));
      database.execute("INSERT INTO " + schema + ".item VALUES " + values);
    }
    return schema;
  }

  void drop(String schema) {
    database.execute("DROP SCHEMA " + schema + (isPostgreSql() ? " CASCADE" : ""));
    schemas.remove(schema);
  }

  TestDatabase database() {
    return database;
  }

  ReactiveFlexiDb db() {
    return db;
  }

  Database app() {
    return db.get(NAME);
  }

  @Override
  public void close() {
    db.close().block();
    List.copyOf(schemas).forEach(this::drop);
  }
}
