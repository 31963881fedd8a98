package dev.flexidb.spring.observe.migrate;

import dev.flexidb.TenantState;
import dev.flexidb.spring.fleet.FleetTenants;
import dev.flexidb.spring.observe.Failure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * How many tenants a database has in each state. Whoever reads the meter is told what was counted
 * last, and where that is old they are counted anew behind it. Thread-safe.
 */
final class TenantCounts {

  private static final Log LOG = LogFactory.getLog(TenantCounts.class);

  private final String database;
  private final FleetTenants tenants;
  private final Duration fresh;
  private final AtomicBoolean counting = new AtomicBoolean();
  private volatile @Nullable Map<TenantState, Long> counted;
  private volatile @Nullable Long countedAt;

  TenantCounts(String database, FleetTenants tenants, Duration fresh) {
    this.database = database;
    this.tenants = tenants;
    this.fresh = fresh;
  }

  void bindTo(MeterRegistry registry) {
    for (TenantState state : TenantState.values()) {
      Gauge.builder("flexidb.tenants", this, counts -> counts.of(state))
          .strongReference(true)
          .description("Tenants in each state.")
          .baseUnit("tenants")
          .tag("database", database)
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(registry);
    }
  }

  private double of(TenantState state) {
    Long at = countedAt;
    if ((at == null || System.nanoTime() - at >= fresh.toNanos())
        && counting.compareAndSet(false, true)) {
      tenants
          .states(database)
          .doFinally(
              end -> {
                countedAt = System.nanoTime();
                counting.set(false);
              })
          .subscribe(now -> counted = now, this::notCounted);
    }
    Map<TenantState, Long> known = counted;
    return known == null ? Double.NaN : known.getOrDefault(state, 0L);
  }

  private void notCounted(Throwable error) {
    counted = null;
    LOG.debug(
        "The tenants of \"%s\" were not counted: %s".formatted(database, Failure.told(error)));
  }
}
