package dev.flexidb;

import dev.flexidb.connection.CallDeadline;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * How long a pipeline may take with its databases, carried in its Reactor {@link Context}.
 * Stateless and safe for use by any thread.
 *
 * <pre>{@code
 * orders.sql("SELECT count(*) FROM orders").mapValue(Long.class).one()
 *     .contextWrite(withDeadline(Duration.ofSeconds(2)));
 * }</pre>
 *
 * <p>It limits the wait for a connection and for each answer, of all statements of the pipeline
 * together, in transactions and batches too. When it passes, what waits fails with {@link
 * dev.flexidb.error.DeadlineExceededException}, also where the server hangs; the server's work is
 * stopped, and its connection is cleaned or closed unseen. What begins later sends nothing, but for
 * a rollback. A COMMIT that was sent is never stopped: if its answer does not come in time either,
 * that is a {@link dev.flexidb.error.CommitOutcomeUnknownException}.
 *
 * <p>The circuit breaker does not count it: a caller's haste says nothing of a database.
 */
public final class Deadline {

  private Deadline() {}

  /**
   * Chooses a deadline, which begins with the subscription: {@code
   * .contextWrite(withDeadline(Duration.ofSeconds(2)))}. Of several, the one that ends first
   * counts.
   *
   * @param limit from 1 ms to 365 days
   * @throws dev.flexidb.error.InvalidConfigurationException at once, if it is not
   */
  public static Function<Context, Context> withDeadline(Duration limit) {
    Settings.duration("deadline", limit);
    return context -> CallDeadline.in(context, limit);
  }

  /** What is left of the deadline; zero if it has passed, empty if there is none. */
  public static Optional<Duration> timeLeft(ContextView context) {
    return Optional.ofNullable(CallDeadline.of(context))
        .map(CallDeadline::left)
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }
}
