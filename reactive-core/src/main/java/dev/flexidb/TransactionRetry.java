package dev.flexidb;

import dev.flexidb.connection.CallDeadline;
import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * How often a whole transaction is run when the server gives it up for the sake of another one.
 * Immutable.
 *
 * @param attempts how often in all; 1 means never again
 * @param delay before the second attempt, from 1 ms to 365 days; it doubles with each further one
 *     until it is 1 s long, or stays as it is if it is longer
 * @param jitter how much of each delay is left to chance, from 0 to 1, so that transactions do not
 *     meet again
 */
public record TransactionRetry(int attempts, Duration delay, double jitter) {

  /** 5 attempts, 20 ms, half of each delay left to chance. */
  public static final TransactionRetry DEFAULTS =
      new TransactionRetry(5, Duration.ofMillis(20), 0.5);

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

  public TransactionRetry {
    Settings.atLeast("transaction retry attempts", 1, attempts);
    Settings.duration("transaction retry delay", delay);
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new InvalidConfigurationException(
          "transaction retry jitter is %s; it must be from 0 to 1".formatted(jitter));
    }
  }

  public TransactionRetry withAttempts(int attempts) {
    return new TransactionRetry(attempts, delay, jitter);
  }

  public TransactionRetry withDelay(Duration delay) {
    return new TransactionRetry(attempts, delay, jitter);
  }

  public TransactionRetry withJitter(double jitter) {
    return new TransactionRetry(attempts, delay, jitter);
  }

  /** The same for Reactor; ends where the deadline of the Context leaves no time for a delay. */
  Retry of(Predicate<Throwable> mayPass) {
    return Retry.from(failures -> failures.concatMap(failed -> again(failed, mayPass)));
  }

  private Mono<Long> again(Retry.RetrySignal failed, Predicate<Throwable> mayPass) {
    long before = failed.totalRetries();
    if (before + 1 >= attempts || !mayPass.test(failed.failure())) {
      return Mono.error(failed.failure());
    }
    Duration wait = delayBehind(before);
    return Mono.deferContextual(
        subscriber -> {
          CallDeadline deadline = CallDeadline.of(subscriber);
          return deadline != null && deadline.comesBefore(wait)
              ? Mono.error(failed.failure())
              : Mono.delay(wait);
        });
  }

  private Duration delayBehind(long before) {
    double first = delay.toNanos();
    double mean =
        Math.min(
            first * Math.pow(2, (double) before),
            Math.max(first, (double) LONGEST_DELAY.toNanos()));
    double chance = 1 + jitter * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Duration.ofNanos(Math.round(mean * chance));
  }
}
