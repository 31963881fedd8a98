package dev.flexidb.migrate;

import dev.flexidb.Tenant;
import dev.flexidb.TenantState;
import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Which tenants there are, in a table beside what they share. It is the truth: a schema that it
 * does not name is no tenant's. Thread-safe.
 */
final class Registry {

  static final String TABLE = "flexidb_tenant";

  private static final String COLUMNS = "id, schema_name, state";

  private final Dialect dialect;
  private final String home;
  private final String table;

  Registry(Dialect dialect, String home) {
    this.dialect = dialect;
    this.home = home;
    this.table = dialect.qualified(home, TABLE);
  }

  static Registry of(Site site) throws SQLException {
    return new Registry(site.dialect(), site.home());
  }

  boolean exists(Connection connection) throws SQLException {
    return Sql.rows(connection, dialect.schemasHolding(), row -> row.getString(1), TABLE)
        .contains(home);
  }

  void create(Connection connection) throws SQLException {
    for (String statement : dialect.createRegistry(home)) {
      Sql.run(connection, statement);
    }
  }

  List<Tenant> all(Connection connection) throws SQLException {
    return Sql.rows(
        connection, "SELECT %s FROM %s ORDER BY id".formatted(COLUMNS, table), Registry::tenant);
  }

  List<Tenant> in(Connection connection, TenantState state) throws SQLException {
    return Sql.rows(
        connection,
        "SELECT %s FROM %s WHERE state = ?".formatted(COLUMNS, table),
        Registry::tenant,
        state.name());
  }

  Optional<Tenant> ofSchema(Connection connection, String schema) throws SQLException {
    return one(connection, "schema_name", schema);
  }

  Optional<Tenant> ofId(Connection connection, String id) throws SQLException {
    return one(connection, "id", id);
  }

  private Optional<Tenant> one(Connection connection, String column, String value)
      throws SQLException {
    return Sql.rows(
            connection,
            "SELECT %s FROM %s WHERE %s = ?".formatted(COLUMNS, table, column),
            Registry::tenant,
            value)
        .stream()
        .findFirst();
  }

  private static Tenant tenant(java.sql.ResultSet row) throws SQLException {
    return new Tenant(
        row.getString(1), new SchemaName(row.getString(2)), TenantState.valueOf(row.getString(3)));
  }

  void insert(Connection connection, Tenant tenant) throws SQLException {
    Sql.run(
        connection,
        "INSERT INTO %s (%s) VALUES (?, ?, ?)".formatted(table, COLUMNS),
        tenant.id(),
        tenant.schema().value(),
        tenant.state().name());
  }

  /** The same as text, for PostgreSQL. */
  String inserted(Tenant tenant) {
    return "INSERT INTO %s (%s) VALUES (%s, %s, %s)"
        .formatted(
            table,
            COLUMNS,
            PostgreSqlDialect.anyText(tenant.id()),
            Dialect.literal(tenant.schema().value()),
            Dialect.literal(tenant.state().name()));
  }

  /** Whether there was one in any of these states, which is in the new one now. */
  boolean move(Connection connection, String schema, TenantState to, TenantState... from)
      throws SQLException {
    int moved = 0;
    for (TenantState each : from) {
      moved +=
          Sql.update(
              connection,
              "UPDATE %s SET state = ?, changed_at = CURRENT_TIMESTAMP WHERE schema_name = ? AND state = ?"
                  .formatted(table),
              to.name(),
              schema,
              each.name());
    }
    return moved > 0;
  }

  /** Whether a spare is this tenant's now, in a schema of this name, and nobody else's. */
  boolean give(Connection connection, String spare, String id, String schema) throws SQLException {
    return Sql.update(
            connection,
            ("UPDATE %s SET id = ?, schema_name = ?, state = 'ACTIVE', changed_at ="
                    + " CURRENT_TIMESTAMP WHERE schema_name = ? AND state = 'SPARE'")
                .formatted(table),
            id,
            schema,
            spare)
        == 1;
  }

  void delete(Connection connection, String schema) throws SQLException {
    Sql.run(connection, "DELETE FROM %s WHERE schema_name = ?".formatted(table), schema);
  }
}
