package dev.flexidb.tenant;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that mean something of their own to a supported server. They are refused for all
 * servers alike, so that a tenant can move from one to another.
 *
 * <p>Not here, because always quoted: SQL keywords. Not here, because they are ordinary schemas of
 * one installation: those of extensions, and the {@code test} of MariaDB and TiDB.
 */
final class ReservedSchemas {

  static final Set<String> NAMES =
      Set.of(
          // PostgreSQL; public holds what tenants share.
          "information_schema",
          "public",
          // PostgreSQL has no role of this name: set_config('role', 'none', true) falls back to the
          // login role, so a role per tenant would fail open.
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
          // Made by TiDB Data Migration, which leaves it out of replication.
          "dm_heartbeat");

  // PostgreSQL refuses to create pg_*; MySQL's own products (InnoDB Cluster, REST service, tasks)
  // keep their metadata in mysql_*.
  private static final Pattern PREFIXES = Pattern.compile("(pg_|mysql_).*");

  // A MySQL or MariaDB database is a folder beside the server's own files, and cannot have the name
  // of one (MySQL refuses all of ib_logfile*); MariaDB even takes the file for the database: CREATE
  // DATABASE IF NOT EXISTS succeeds.
  private static final Pattern FILES =
      Pattern.compile(
          "ib(data|tmp)[0-9]+|ib_logfile.*|ib_buffer_pool|undo_?[0-9]{3}"
              + "|aria_log_control|mariadb_upgrade_info");

  private ReservedSchemas() {}

  static boolean contains(String name) {
    return NAMES.contains(name)
        || PREFIXES.matcher(name).matches()
        || FILES.matcher(name).matches();
  }
}
