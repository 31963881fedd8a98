package dev.flexidb.embedded;

/** A database server that this module can start. */
public enum DatabaseKind {
  /** PostgreSQL 18. */
  POSTGRESQL("PostgreSQL", "postgresql"),
  /** MariaDB 11.4. */
  MARIADB("MariaDB", "mariadb"),
  /** MySQL 8.0; needs the system libraries libaio and libnuma. */
  MYSQL("MySQL", "mysql");

  private final String label;
  private final String scheme;

  DatabaseKind(String label, String scheme) {
    this.label = label;
    this.scheme = scheme;
  }

  /** The name of the driver in an R2DBC or JDBC URL: {@code r2dbc:<scheme>://}. */
  String scheme() {
    return scheme;
  }

  boolean isMySqlFamily() {
    return this != POSTGRESQL;
  }

  /** The product's name, as its makers write it. */
  @Override
  public String toString() {
    return label;
  }
}
