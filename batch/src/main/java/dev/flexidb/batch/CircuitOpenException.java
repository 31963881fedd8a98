package dev.flexidb.batch;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Duration;
import java.time.Instant;

/** A call was refused, and nothing sent, because the circuit of its name is open. */
public final class CircuitOpenException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  private final String name;
  private final Instant since;
  private final Duration retryAfter;

  CircuitOpenException(String name, Instant since, Duration retryAfter) {
    super(
        "Circuit of '%s' is open since %s: nothing was sent; %s"
            .formatted(
                Label.shown(name),
                since,
                retryAfter.isZero()
                    ? "a trial call is under way, and its end decides"
                    : "a trial call is let through in "
                        + retryAfter.toMillis()
                        + " ms at the latest"));
    this.name = name;
    this.since = since;
    this.retryAfter = retryAfter;
  }

  /** The name of the guard, for example the database. */
  public String name() {
    return name;
  }

  /** When the circuit opened last, counting a failed trial as opening it again. */
  public Instant since() {
    return since;
  }

  /**
   * How long until a trial call is let through, at the latest; zero while one is under way. It is
   * earlier where something else sees the resource answer.
   */
  public Duration retryAfter() {
    return retryAfter;
  }
}
