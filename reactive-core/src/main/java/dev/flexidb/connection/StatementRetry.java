package dev.flexidb.connection;

import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Transaction;
import dev.flexidb.family.Work;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Which statements of a database are run again when their connection is lost or not to be had, how
 * often, and within which budget. Thread-safe.
 */
public final class StatementRetry {

  private static final String IDEMPOTENT = "dev.flexidb.idempotent";

  /** How much of each delay is left to chance. */
  private static final double JITTER = 0.5;

  private static final int MOST_DOUBLINGS = 15;

  private final int attempts;
  private final Duration delay;
  private final RetryBudget budget;
  private final boolean readsOnly;

  /**
   * @param attempts how often in all
   * @param delay before the second one; it doubles with each further one
   * @param budget how many of the calls may be tried again, from 0 to 1
   */
  public StatementRetry(int attempts, Duration delay, double budget) {
    this(attempts, delay, new RetryBudget(budget), false);
  }

  private StatementRetry(int attempts, Duration delay, RetryBudget budget, boolean readsOnly) {
    this.attempts = attempts;
    this.delay = delay;
    this.budget = budget;
    this.readsOnly = readsOnly;
  }

  /**
   * The same, within the same budget, for a view in which the server itself refuses to write: there
   * every statement may be run again, without its caller saying so.
   */
  public StatementRetry ofReads() {
    return new StatementRetry(attempts, delay, budget, true);
  }

  /** Says that all statements of this Context may run twice. */
  public static Context idempotent() {
    return Context.of(IDEMPOTENT, true);
  }

  /** The attempts of a statement; null where there is only one. */
  @Nullable Repeats forStatement(ContextView subscriber, Work work, Transaction transaction) {
    boolean idempotent = subscriber.hasKey(IDEMPOTENT);
    if (attempts == 1
        || !(idempotent || readsOnly)
        || transaction.isActive()
        || !work.runsOnce()
        || !DatabaseFamily.isPlain(work)) {
      return null;
    }
    budget.deposit();
    return new Repeats(this, idempotent, CallDeadline.of(subscriber));
  }

  int attempts() {
    return attempts;
  }

  RetryBudget budget() {
    return budget;
  }

  /** The delay behind so many retries, jitter included. */
  Duration delayBehind(int retries) {
    double mean = delay.toNanos() * Math.pow(2, Math.min(retries, MOST_DOUBLINGS));
    double chance = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Duration.ofNanos(Math.round(mean * chance));
  }
}
