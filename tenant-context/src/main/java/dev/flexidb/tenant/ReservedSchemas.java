package dev.flexidb.tenant;

import java.util.Set;

/**
 * The names that mean something of their own to a supported server. They are refused for all
 * servers alike, so that a tenant can move from one to another.
 *
 * <p>Not here, because always quoted: SQL keywords. Not here, because they are ordinary schemas of
 * one installation: those of extensions, and MariaDB's {@code test}.
 */
final class ReservedSchemas {

  // PostgreSQL refuses to create pg_*; MySQL's own products (InnoDB Cluster, REST service, tasks)
  // keep their metadata in mysql_*.
  private static final Set<String> PREFIXES = Set.of("pg_", "mysql_");

  private static final Set<String> NAMES =
      Set.of(
          // PostgreSQL; public holds what tenants share.
          "information_schema",
          "public",
          // PostgreSQL has no role of this name: SET ROLE 'none' means the login role, so a role
          // per tenant would fail open.
          "none",
          // Citus
          "citus",
          "citus_internal",
          "columnar",
          "columnar_internal",
          // MySQL and MariaDB
          "mysql",
          "performance_schema",
          "sys",
          "ndbinfo",
          // TiDB
          "metrics_schema",
          "inspection_schema",
          "workload_schema",
          // made by TiDB Data Migration, and left out of replication by it
          "dm_heartbeat");

  private ReservedSchemas() {}

  static boolean contains(String name) {
    return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
  }
}
