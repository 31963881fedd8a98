package dev.flexidb.routing;

import dev.flexidb.batch.Guard;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.pooling.ConnectionSource;
import dev.flexidb.pooling.PoolGauges;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One server of a database, as those see it who work on it. Thread-safe. */
public final class Node {

  private final ConnectionSource source;
  private final Guard guard;
  private final BooleanSupplier fit;
  private final @Nullable QueryObserver queries;
  private final Progress progress;
  private final LongAdder tenantSwitches = new LongAdder();

  /**
   * @param fit whether it is worth asking, as far as is known
   * @param queries told of its statements; null where nobody listens
   */
  public Node(
      ConnectionSource source,
      Guard guard,
      BooleanSupplier fit,
      DatabaseFamily family,
      @Nullable QueryObserver queries) {
    this.source = source;
    this.guard = guard;
    this.fit = fit;
    this.queries = queries;
    this.progress = new Progress(source, family);
  }

  public ConnectionSource source() {
    return source;
  }

  public Guard guard() {
    return guard;
  }

  /** Who is told of its statements; null where nobody listens. */
  public @Nullable QueryObserver queries() {
    return queries;
  }

  /** A connection of it came from one tenant to another one. */
  public void tenantSwitched() {
    tenantSwitches.increment();
  }

  /** How often that was so. */
  public long tenantSwitches() {
    return tenantSwitches.sum();
  }

  boolean isFit() {
    return fit.getAsBoolean();
  }

  /** Callers that use a connection of it, or wait for one. */
  int inFlight() {
    PoolGauges gauges = source.gauges();
    return gauges.active() + gauges.pending();
  }

  Progress progress() {
    return progress;
  }

  /** It may have begun anew, and then what was known of its progress does not hold. */
  public void connected() {
    progress.forget();
  }
}
