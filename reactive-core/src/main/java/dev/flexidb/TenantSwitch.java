package dev.flexidb;

/**
 * How a bound statement is put into its tenant on PostgreSQL. Either way the tenant and the
 * statement share one transaction, so that the server refuses what has no tenant.
 */
public enum TenantSwitch {
  /**
   * In the statement's own message group: one round trip, for reads and for writes. It reaches into
   * the driver (r2dbc-postgresql), so it is tried against the server on a pool's first connection;
   * where it does not work, one warning is logged and {@link #PIPELINED} takes its place.
   */
  ONE_FLIGHT,

  /**
   * BEGIN and the tenant go out right in front of the statement, and COMMIT is awaited: two round
   * trips, with the driver's public methods only. The choice behind a pooler that does not know
   * prepared statements.
   */
  PIPELINED
}
