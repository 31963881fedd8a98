package dev.flexidb;

import dev.flexidb.routing.CausalWrites;
import reactor.util.context.Context;

/**
 * Reads that see the writes before them, wherever they run.
 *
 * <pre>{@code
 * orders.sql("INSERT ..").then().then(reading.sql("SELECT ..").fetch().one())
 *     .contextWrite(withCausality());
 * }</pre>
 */
public final class Causality {

  private Causality() {}

  /**
   * A Context in which each write notes how far its primary's log went, for one message more on the
   * write's connection, and in which reads go to a replica that shows that, or wait for one as long
   * as {@link ReplicasConfig#causalWait()} says; then {@link ReplicasConfig#fallback()} decides.
   * While the fate of a write is unknown no replica is taken.
   *
   * <p>Each call makes a new one; what is written under one shares what was noted, also when it is
   * subscribed to again. Thread-safe.
   */
  public static Context withCausality() {
    return CausalWrites.none();
  }
}
