package dev.flexidb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The roles of tenants, which those that we have made are told by a comment. */
final class PostgreSqlRoles {

  private static final String MADE = "made by flexidb for schema ";

  private PostgreSqlRoles() {}

  static boolean exists(Connection connection, String role) throws SQLException {
    return !Sql.rows(
            connection,
            "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?",
            row -> row.getInt(1),
            role)
        .isEmpty();
  }

  static List<String> create(String quoted, String schema) {
    return List.of(
        "CREATE ROLE %s NOLOGIN".formatted(quoted),
        "COMMENT ON ROLE %s IS %s".formatted(quoted, Dialect.literal(MADE + schema)));
  }

  /** Whether we have made it, and nothing in any database is its own or granted to it. */
  static boolean mayDrop(Connection connection, String role) throws SQLException {
    return !Sql.rows(
            connection,
            "SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = ?"
                + " AND pg_catalog.shobj_description(r.oid, 'pg_authid') LIKE '"
                + MADE
                + "%' AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_shdepend d"
                + " WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid)",
            row -> row.getInt(1),
            role)
        .isEmpty();
  }
}
