package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The size and patience of a connection pool. Durations are from 1 ms to 365 days. Immutable.
 *
 * @param initialSize connections opened with the first one, and by {@code connect()}; 65,535 at
 *     most
 * @param maxSize connections at most
 * @param maxPending callers that may wait for a connection; another one is refused at once
 * @param acquireTimeout how long a caller waits for a connection, whatever attempts to open one are
 *     still to come; {@code connect()} leaves time for all of them
 * @param connectTimeout how long one attempt to open a connection may take
 * @param maxLifetime how old a connection may become
 * @param maxIdle how long a connection may be without work; zero closes each one when it is given
 *     back
 * @param maxTenants distinct tenants at most that one connection may serve in its life: a server
 *     process keeps memory for each of them until it ends
 * @param maxPerTenant connections at most that one tenant may hold at once; with it, callers of
 *     different tenants take turns; 0 for no limit and no turns
 * @param drainTimeout how long giving a connection back may take, its server's end of what nobody
 *     wants any more included, before the connection is closed instead
 */
public record PoolConfig(
    int initialSize,
    int maxSize,
    int maxPending,
    Duration acquireTimeout,
    Duration connectTimeout,
    Duration maxLifetime,
    Duration maxIdle,
    int maxTenants,
    int maxPerTenant,
    Duration drainTimeout) {

  /**
   * None at first, 10 at most, 1,000 waiting, 10 s, 5 s, 30 min, 10 min, 1,000 tenants, no limit
   * per tenant, 750 ms.
   */
  public static final PoolConfig DEFAULTS =
      new PoolConfig(
          0,
          10,
          1_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofMinutes(30),
          Duration.ofMinutes(10),
          1_000,
          0,
          Duration.ofMillis(750));

  /** More than one address can open to one server. */
  private static final int MOST_AT_FIRST = 65_535;

  public PoolConfig {
    Settings.between("pool initialSize", 0, MOST_AT_FIRST, initialSize);
    Settings.atLeast("pool maxSize", 1, maxSize);
    Settings.atLeast("pool maxPending", 0, maxPending);
    Settings.duration("pool acquireTimeout", acquireTimeout);
    Settings.duration("pool connectTimeout", connectTimeout);
    Settings.duration("pool maxLifetime", maxLifetime);
    Settings.durationOrZero("pool maxIdle", maxIdle);
    Settings.atLeast("pool maxTenants", 1, maxTenants);
    Settings.atLeast("pool maxPerTenant", 0, maxPerTenant);
    Settings.duration("pool drainTimeout", drainTimeout);
    if (initialSize > maxSize) {
      throw new InvalidConfigurationException(
          "pool initialSize is %d and maxSize is %d; initialSize must not be above maxSize"
              .formatted(initialSize, maxSize));
    }
    if (maxPerTenant > maxSize) {
      throw new InvalidConfigurationException(
          "pool maxPerTenant is %d and maxSize is %d; maxPerTenant must not be above maxSize"
              .formatted(maxPerTenant, maxSize));
    }
    if (initialSize > 0 && maxIdle.isZero()) {
      throw new InvalidConfigurationException(
          ("pool initialSize is %d and maxIdle is zero, with which no connection is kept; set"
                  + " initialSize to 0, or give maxIdle")
              .formatted(initialSize));
    }
  }

  /**
   * No pooling, for servers that bill, limit or pool connections themselves: each borrower's is
   * opened for it and closed when it is given back. The {@link #DEFAULTS} apart from that, so that
   * their number and the time to wait for one stay bounded.
   */
  public static PoolConfig none() {
    return DEFAULTS.withMaxIdle(Duration.ZERO);
  }

  public PoolConfig withInitialSize(int initialSize) {
    return with(draft -> draft.initialSize = initialSize);
  }

  public PoolConfig withMaxSize(int maxSize) {
    return with(draft -> draft.maxSize = maxSize);
  }

  public PoolConfig withMaxPending(int maxPending) {
    return with(draft -> draft.maxPending = maxPending);
  }

  public PoolConfig withAcquireTimeout(Duration acquireTimeout) {
    return with(draft -> draft.acquireTimeout = acquireTimeout);
  }

  public PoolConfig withConnectTimeout(Duration connectTimeout) {
    return with(draft -> draft.connectTimeout = connectTimeout);
  }

  public PoolConfig withMaxLifetime(Duration maxLifetime) {
    return with(draft -> draft.maxLifetime = maxLifetime);
  }

  public PoolConfig withMaxIdle(Duration maxIdle) {
    return with(draft -> draft.maxIdle = maxIdle);
  }

  public PoolConfig withMaxTenants(int maxTenants) {
    return with(draft -> draft.maxTenants = maxTenants);
  }

  public PoolConfig withMaxPerTenant(int maxPerTenant) {
    return with(draft -> draft.maxPerTenant = maxPerTenant);
  }

  public PoolConfig withDrainTimeout(Duration drainTimeout) {
    return with(draft -> draft.drainTimeout = drainTimeout);
  }

  /** The same for r2dbc-pool. */
  ConnectionPoolConfiguration.Builder over(ConnectionFactory factory) {
    return ConnectionPoolConfiguration.builder(factory)
        .initialSize(initialSize)
        .maxSize(maxSize)
        .maxLifeTime(maxLifetime)
        .maxIdleTime(maxIdle);
  }

  private PoolConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new PoolConfig(
        draft.initialSize,
        draft.maxSize,
        draft.maxPending,
        draft.acquireTimeout,
        draft.connectTimeout,
        draft.maxLifetime,
        draft.maxIdle,
        draft.maxTenants,
        draft.maxPerTenant,
        draft.drainTimeout);
  }

  /** These values, open to change. */
  private final class Draft {
    private int initialSize = initialSize();
    private int maxSize = maxSize();
    private int maxPending = maxPending();
    private Duration acquireTimeout = acquireTimeout();
    private Duration connectTimeout = connectTimeout();
    private Duration maxLifetime = maxLifetime();
    private Duration maxIdle = maxIdle();
    private int maxTenants = maxTenants();
    private int maxPerTenant = maxPerTenant();
    private Duration drainTimeout = drainTimeout();
  }
}
