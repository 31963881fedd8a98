package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.pooling.ConnectionObserver;
import dev.flexidb.pooling.Connector;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * How often opening a connection is tried. Only failures that may pass by themselves are tried
 * again; a refused login never is. Immutable.
 *
 * @param attempts how often in all; 1 means never again
 * @param delay before the second attempt, from 1 ms to 365 days
 * @param backoff how the delay grows
 * @param jitter how much of each delay is left to chance, from 0 to 1, so that callers do not come
 *     back all at once: with 0.5 a delay of 1 s is one from 0.5 to 1.5 s
 */
public record RetryConfig(int attempts, Duration delay, Backoff backoff, double jitter) {

  /** 3 attempts, 1 second, exponential, half of each delay left to chance. */
  public static final RetryConfig DEFAULTS =
      new RetryConfig(3, Duration.ofSeconds(1), Backoff.EXPONENTIAL, 0.5);

  /** One attempt. */
  public static final RetryConfig NONE = DEFAULTS.withAttempts(1);

  private static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

  /** From the shortest delay to the longest. */
  private static final int MOST_DOUBLINGS = 15;

  public RetryConfig {
    Settings.atLeast("retry attempts", 1, attempts);
    Settings.duration("retry delay", delay);
    if (backoff == null) {
      throw new InvalidConfigurationException("retry backoff is missing; use FIXED or EXPONENTIAL");
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new InvalidConfigurationException(
          "retry jitter is %s; it must be from 0 to 1".formatted(jitter));
    }
  }

  public RetryConfig withAttempts(int attempts) {
    return new RetryConfig(attempts, delay, backoff, jitter);
  }

  public RetryConfig withDelay(Duration delay) {
    return new RetryConfig(attempts, delay, backoff, jitter);
  }

  public RetryConfig withBackoff(Backoff backoff) {
    return new RetryConfig(attempts, delay, backoff, jitter);
  }

  public RetryConfig withJitter(double jitter) {
    return new RetryConfig(attempts, delay, backoff, jitter);
  }

  /**
   * The same for Reactor, whose own backoff has no jitter below its first delay or of a fixed one.
   *
   * @param observer is told of each attempt that follows
   * @param inVain is asked after each attempt that failed, and completes when another one would be
   *     in vain
   */
  Retry ofConnecting(ConnectionObserver observer, Mono<Void> inVain) {
    return Retry.from(failures -> failures.concatMap(failed -> again(failed, observer, inVain)));
  }

  private Mono<Long> again(
      Retry.RetrySignal failed, ConnectionObserver observer, Mono<Void> inVain) {
    Throwable failure = failed.failure();
    long before = failed.totalRetries();
    if (before + 1 >= attempts || !Connector.isTransient(failure)) {
      return Mono.error(failure);
    }
    Duration delay = delayBehind(before);
    Mono<Long> next =
        Mono.delay(delay)
            .doOnSubscribe(waiting -> observer.retrying((int) before + 2, delay, failure));
    return Mono.firstWithSignal(inVain.then(Mono.error(failure)), next);
  }

  /** How long all attempts may take together when each takes this long. */
  Duration longest(Duration attempt) {
    int growing = Math.min(attempts - 1, MOST_DOUBLINGS);
    Duration all = attempt.multipliedBy(attempts);
    for (int before = 0; before < growing; before++) {
      all = all.plusNanos((long) longestBehind(before));
    }
    Duration grown = Duration.ofNanos((long) longestBehind(growing));
    return all.plus(grown.multipliedBy(attempts - 1L - growing));
  }

  /** The delay behind so many that went before. */
  private Duration delayBehind(long before) {
    double least = meanBehind(before) * (1 - jitter);
    double chance = (longestBehind(before) - least) * ThreadLocalRandom.current().nextDouble();
    return Duration.ofNanos(Math.round(least + chance));
  }

  private double longestBehind(long before) {
    return Math.min(meanBehind(before) * (1 + jitter), most());
  }

  private double meanBehind(long before) {
    double first = delay.toNanos();
    return backoff == Backoff.FIXED
        ? first
        : Math.min(first * Math.pow(2, (double) before), most());
  }

  private double most() {
    return backoff == Backoff.FIXED
        ? Double.MAX_VALUE
        : Math.max(delay.toNanos(), LONGEST_DELAY.toNanos());
  }
}
