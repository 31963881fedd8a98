package dev.flexidb.benchmarks.claims;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A schema for each tenant with a table {@code items} of {@link #KEYS} rows, and one schema whose
 * table holds the rows of all tenants. Each row names its tenant.
 */
record Schemas(TestDatabase database, List<String> tenants) {

  /** Rows of a tenant. */
  static final int KEYS = 100;

  private static final String COLUMNS =
      "(id int PRIMARY KEY, tenant int NOT NULL, n int NOT NULL, note varchar(50) NOT NULL)";

  /** Makes them all; blocks. */
  static Schemas create(TestDatabase database, int tenants) {
    Schemas schemas =
        new Schemas(
            database,
            IntStream.range(0, tenants).mapToObj(tenant -> name(database, tenant)).toList());
    if (database.server().kind() == DatabaseKind.POSTGRESQL) {
      schemas.createOnPostgreSql();
    } else {
      schemas.createOnMySqlFamily();
    }
    return schemas;
  }

  /** On the MySQL family schemas are databases, and others may be on the same server. */
  private static String name(TestDatabase database, int tenant) {
    return database.server().kind() == DatabaseKind.POSTGRESQL
        ? "tenant_" + tenant
        : database.name() + "_" + tenant;
  }

  /** The schema of all tenants' rows. */
  String everyone() {
    return database.server().kind() == DatabaseKind.POSTGRESQL ? "everyone" : database.name();
  }

  private void createOnPostgreSql() {
    database.execute(
        "CREATE SCHEMA everyone",
        "CREATE TABLE everyone.items " + COLUMNS,
        """
        INSERT INTO everyone.items
        SELECT t * %1$d + k, t, 0, 'row ' || k
        FROM generate_series(0, %2$d) t, generate_series(0, %1$d - 1) k
        """
            .formatted(KEYS, tenants.size() - 1),
        """
        DO $$ BEGIN
          FOR t IN 0..%d LOOP
            EXECUTE format('CREATE SCHEMA tenant_%%s', t);
            EXECUTE format('CREATE TABLE tenant_%%s.items %s', t);
            EXECUTE format('INSERT INTO tenant_%%s.items
              SELECT k, %%s, 0, ''row '' || k FROM generate_series(0, %d - 1) k', t, t);
          END LOOP;
        END $$
        """
            .formatted(tenants.size() - 1, COLUMNS, KEYS),
        "VACUUM ANALYZE");
  }

  private void createOnMySqlFamily() {
    String allRows = rows(IntStream.range(0, tenants.size()).boxed().toList(), KEYS);
    database.execute("CREATE TABLE items " + COLUMNS, "INSERT INTO items VALUES " + allRows);
    database.execute(
        IntStream.range(0, tenants.size())
            .boxed()
            .flatMap(
                tenant ->
                    Stream.of(
                        "CREATE DATABASE " + tenants.get(tenant),
                        "CREATE TABLE %s.items %s".formatted(tenants.get(tenant), COLUMNS),
                        "INSERT INTO %s.items VALUES %s"
                            .formatted(tenants.get(tenant), rows(List.of(tenant), 0))))
            .toArray(String[]::new));
  }

  private static String rows(List<Integer> ofTenants, int keysApart) {
    return ofTenants.stream()
        .flatMap(
            tenant ->
                IntStream.range(0, KEYS)
                    .mapToObj(
                        key ->
                            "(%d, %d, 0, 'row %d')"
                                .formatted(tenant * keysApart + key, tenant, key)))
        .collect(Collectors.joining(", "));
  }

  /** Drops what does not go with the database; blocks. */
  void drop() {
    if (database.server().kind() != DatabaseKind.POSTGRESQL) {
      database.execute(
          tenants.stream().map(name -> "DROP DATABASE IF EXISTS " + name).toArray(String[]::new));
    }
  }
}
