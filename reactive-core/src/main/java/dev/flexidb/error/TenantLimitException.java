package dev.flexidb.error;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;

/**
 * A tenant has its share of the pool, so one more of its callers was refused at once, or waited for
 * its turn too long. Nothing was sent, other tenants go on, and trying again after {@link
 * #retryAfter()} may help.
 */
public final class TenantLimitException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  private final String database;
  private final String tenant;
  private final int limit;
  private final int held;
  private final int waiting;
  private final Duration retryAfter;
  private final Duration waited;

  /**
   * @param limit connections that the tenant may hold at once
   * @param held connections that it holds
   * @param waiting callers of it that wait for one
   * @param retryAfter how long one more caller would wait
   * @param waited how long this one did; zero where it was refused at once
   */
  public TenantLimitException(
      String database,
      String tenant,
      int limit,
      int held,
      int waiting,
      Duration retryAfter,
      Duration waited) {
    super(
        ("database \"%s\": %stenant \"%s\" holds %d of its %d connections and %d of its callers"
                + " wait%s; ask again in %d ms, shorten its work, or raise maxPerTenant or %s")
            .formatted(
                database,
                waited.isZero() ? "" : "no connection within " + waited.toMillis() + " ms, ",
                tenant,
                held,
                limit,
                waiting,
                waited.isZero() ? " already" : "",
                retryAfter.toMillis(),
                waited.isZero() ? "maxPending" : "acquireTimeout"));
    this.database = database;
    this.tenant = tenant;
    this.limit = limit;
    this.held = held;
    this.waiting = waiting;
    this.retryAfter = retryAfter;
    this.waited = waited;
  }

  /** The name of the database. */
  public String database() {
    return database;
  }

  /** The tenant's schema. */
  public String tenant() {
    return tenant;
  }

  /** How many connections the tenant may hold at once. */
  public int limit() {
    return limit;
  }

  /** How many it held then. */
  public int held() {
    return held;
  }

  /** How many of its callers waited then. */
  public int waiting() {
    return waiting;
  }

  /**
   * How long one more caller of the tenant would have to wait, by what its work took lately: an
   * estimate, of at least 1 ms.
   */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** How long this caller waited; zero where it was refused at once. */
  public Duration waited() {
    return waited;
  }
}
