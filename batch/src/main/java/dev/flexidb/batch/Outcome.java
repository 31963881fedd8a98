package dev.flexidb.batch;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one operation of a batch ended. Immutable.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T> {

  /**
   * The operation completed.
   *
   * @param value its value; null when it completed empty
   * @param took from the operation's own start, middleware included
   */
  record Success<T>(@Nullable T value, Duration took) implements Outcome<T> {
    public Success {
      Objects.requireNonNull(took, "took");
    }
  }

  /**
   * The operation failed.
   *
   * @param error why
   * @param took from the operation's own start, middleware included
   */
  record Failure<T>(Throwable error, Duration took) implements Outcome<T> {
    public Failure {
      Objects.requireNonNull(error, "error");
      Objects.requireNonNull(took, "took");
    }
  }

  /** The operation was cut off, or never started, because another one had failed. */
  record Cancelled<T>() implements Outcome<T> {}
}
