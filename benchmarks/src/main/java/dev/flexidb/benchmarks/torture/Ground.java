package dev.flexidb.benchmarks.torture;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.TestDatabase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A database full of tenants. Each has a table {@code item(id, tenant)} of {@link #ROWS} rows and
 * an empty one {@code ledger(id, tenant)}; every row names its tenant.
 *
 * <p>In the ledger an id may stand twice, so that a write that was done twice can be seen.
 */
public record Ground(TestDatabase database, List<String> tenants) implements AutoCloseable {

  /** More than the drivers fetch ahead. */
  public static final int ROWS = 2_000;

  /** Makes it; blocks. */
  public static Ground create(DatabaseServer server, int tenants) {
    TestDatabase database = server.createDatabase();
    List<String> names =
        IntStream.range(0, tenants).mapToObj(i -> database.name() + "_t" + i).toList();
    Ground ground = new Ground(database, names);
    names.forEach(ground::create);
    return ground;
  }

  private void create(String tenant) {
    String rows =
        IntStream.rangeClosed(1, ROWS)
            .mapToObj(id -> "(%d, '%s')".formatted(id, tenant))
            .collect(Collectors.joining(", "));
    database.execute(
        "CREATE SCHEMA " + tenant,
        "CREATE TABLE %s.item (id int PRIMARY KEY, tenant varchar(63) NOT NULL)".formatted(tenant),
        "CREATE TABLE %s.ledger (id bigint NOT NULL, tenant varchar(63) NOT NULL)"
            .formatted(tenant),
        "INSERT INTO %s.item VALUES %s".formatted(tenant, rows));
  }

  boolean isPostgreSql() {
    return database.server().kind() == DatabaseKind.POSTGRESQL;
  }

  /** The parameter at an index that begins with 0. */
  String marker(int index) {
    return isPostgreSql() ? "$" + (index + 1) : "?";
  }

  /** Drops it; blocks. */
  @Override
  public void close() {
    if (!isPostgreSql()) {
      tenants.forEach(tenant -> database.execute("DROP SCHEMA IF EXISTS " + tenant));
    }
    database.close();
  }
}
