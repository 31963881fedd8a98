package dev.flexidb.testing;

/** A kind of database that tests run on, or that a mock says it is. */
public enum Product {
  POSTGRESQL("PostgreSQL"),
  MYSQL("MySQL"),
  MARIADB("MariaDB");

  private final String label;

  Product(String label) {
    this.label = label;
  }

  /** Its name, as its makers write it and its drivers give it. */
  @Override
  public String toString() {
    return label;
  }
}
