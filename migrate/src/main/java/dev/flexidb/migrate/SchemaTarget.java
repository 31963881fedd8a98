package dev.flexidb.migrate;

/**
 * One domain of one schema of one database: what is migrated as a whole.
 *
 * @param schema a tenant's, or the one that all tenants share
 */
public record SchemaTarget(String database, String domain, String schema) {

  @Override
  public String toString() {
    return "database \"%s\", schema \"%s\", domain \"%s\"".formatted(database, schema, domain);
  }
}
