package dev.flexidb.spring.properties;

import static dev.flexidb.spring.properties.Given.or;

import dev.flexidb.PoolConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PoolConfig}, as far as it is set. Immutable.
 *
 * @param initialSize Connections opened with the first one.
 * @param maxSize Connections at most.
 * @param maxPending Callers that may wait for a connection; another one is refused at once.
 * @param acquireTimeout How long a caller waits for a connection.
 * @param connectTimeout How long one attempt to open a connection may take.
 * @param maxLifetime How old a connection may become.
 * @param maxIdle How long a connection may be without work; zero closes each one when it is given
 *     back.
 * @param maxTenants Distinct tenants at most that one connection may serve in its life.
 * @param maxPerTenant Connections at most that one tenant may hold at once; zero for no limit.
 * @param drainTimeout How long giving a connection back may take before it is closed instead.
 */
public record PoolProperties(
    @Nullable Integer initialSize,
    @Nullable Integer maxSize,
    @Nullable Integer maxPending,
    @Nullable Duration acquireTimeout,
    @Nullable Duration connectTimeout,
    @Nullable Duration maxLifetime,
    @Nullable Duration maxIdle,
    @Nullable Integer maxTenants,
    @Nullable Integer maxPerTenant,
    @Nullable Duration drainTimeout)
    implements Overrides<PoolConfig> {

  /** All at once: some limit each other. */
  @Override
  public PoolConfig over(PoolConfig base) {
    return new PoolConfig(
        or(initialSize, base.initialSize()),
        or(maxSize, base.maxSize()),
        or(maxPending, base.maxPending()),
        or(acquireTimeout, base.acquireTimeout()),
        or(connectTimeout, base.connectTimeout()),
        or(maxLifetime, base.maxLifetime()),
        or(maxIdle, base.maxIdle()),
        or(maxTenants, base.maxTenants()),
        or(maxPerTenant, base.maxPerTenant()),
        or(drainTimeout, base.drainTimeout()));
  }
}
