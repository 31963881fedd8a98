package dev.flexidb.batch;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The circuit breaker and the statistics of one name. Thread-safe, and never blocks.
 *
 * <p>Failures in a row open the circuit; it then refuses calls with {@link CircuitOpenException}
 * until the reset timeout is over, and lets one through as a trial. If that fails, the circuit is
 * open again, and if it succeeds, closed. A call that is cancelled or whose error is {@link
 * Verdict#IGNORED} says nothing: as a trial it lets the next call be one, and so does a trial that
 * takes longer than the reset timeout. Whoever sees the resource answer by another way says so with
 * {@link #letTrialBegin()}.
 *
 * <p>The breaker is Resilience4j's.
 */
public final class Guard {

  private final String name;
  private final Breaker breaker;
  private final Function<Throwable, Verdict> classifier;

  private final LongAdder total = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder answeredNanos = new LongAdder();
  private final RecentTimes recent = new RecentTimes();
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private volatile @Nullable Throwable lastError;

  /**
   * A guard with a closed circuit.
   *
   * @param classifier says what an error means; where it throws, the error is a {@link
   *     Verdict#FAILURE}
   */
  public Guard(String name, CircuitBreakerConfig config, Function<Throwable, Verdict> classifier) {
    this(name, config, classifier, (before, now) -> {});
  }

  /** As the other one, with an observer of its circuit. */
  public Guard(
      String name,
      CircuitBreakerConfig config,
      Function<Throwable, Verdict> classifier,
      CircuitObserver observer) {
    this(name, config, classifier, observer, new SteadyClock());
  }

  Guard(
      String name,
      CircuitBreakerConfig config,
      Function<Throwable, Verdict> classifier,
      CircuitObserver observer,
      Clock clock) {
    this.name = Objects.requireNonNull(name, "name");
    this.breaker = new Breaker(name, Objects.requireNonNull(config, "config"), clock, observer);
    this.classifier = Objects.requireNonNull(classifier, "classifier");
  }

  /** What is guarded, for example the database. */
  public String name() {
    return name;
  }

  /**
   * The state that was left by the last call or {@link #letTrialBegin()}: an open circuit turns
   * half-open with the first call after the reset timeout.
   */
  public CircuitState state() {
    return breaker.state();
  }

  /** Whether a call that began now would be let through, as far as can be told without one. */
  public boolean admits() {
    return breaker.admits();
  }

  /** What has been counted so far. */
  public GuardStatistics statistics() {
    long calls = answered.sum();
    return new GuardStatistics(
        total.sum(),
        failed.sum(),
        refused.sum(),
        calls == 0 ? Duration.ZERO : Duration.ofNanos(answeredNanos.sum() / calls),
        recent.percentiles(Ticks.now()),
        Optional.ofNullable(lastError));
  }

  /** What a call is told that the circuit keeps away now. */
  public CircuitOpenException refusal() {
    return breaker.refusal();
  }

  /**
   * Begins a call, which must be ended by one of {@link Call}'s methods on every path.
   *
   * @throws CircuitOpenException if the circuit is open, or its trial call is under way
   */
  public Call begin() {
    Breaker.Pass pass = breaker.enter();
    if (pass == null) {
      refused.increment();
      throw breaker.refusal();
    }
    total.increment();
    return new Call(pass);
  }

  /**
   * Begins a call on what was let through before, such as a further statement on a connection that
   * is already held. It is never refused, is never the trial, and counts as any other while the
   * circuit is closed.
   */
  public Call join() {
    total.increment();
    return new Call(breaker.join());
  }

  /**
   * The resource was seen to answer, though by no call: an open circuit turns half-open now, before
   * its reset timeout is over, and lets the next call through as a trial.
   */
  public void letTrialBegin() {
    breaker.letTrialBegin();
  }

  /**
   * What is no call has failed, such as a COMMIT: a {@link Verdict#FAILURE} is one more in a row
   * while the circuit is closed. It is in no statistics.
   */
  public void failedBeside(Throwable error) {
    if (classify(error) == Verdict.FAILURE) {
      breaker.fail(breaker.join(), error);
    }
  }

  /**
   * The work as one call for each subscription: complete is success, error is failure, and cancel
   * says nothing, unless an element came before it, which is proof of life. While the circuit is
   * open the work is not subscribed to, and the result is a {@link CircuitOpenException}.
   */
  public <T> Mono<T> protect(Mono<T> work) {
    return new GuardedMono<>(work, this);
  }

  /** As {@link #protect(Mono)}. */
  public <T> Flux<T> protect(Flux<T> work) {
    return new GuardedFlux<>(work, this);
  }

  private Verdict classify(Throwable error) {
    try {
      return classifier.apply(error);
    } catch (Throwable thrown) {
      Exceptions.throwIfFatal(thrown);
      return Verdict.FAILURE;
    }
  }

  /** A call that has begun. Thread-safe: the first method called ends it, the rest do nothing. */
  public final class Call {

    private static final AtomicIntegerFieldUpdater<Call> ENDED =
        AtomicIntegerFieldUpdater.newUpdater(Call.class, "ended");

    /** Null once it has nothing more to say to the breaker. */
    private volatile Breaker.@Nullable Pass pass;

    private final long start = Ticks.now();

    @SuppressWarnings("unused") // through ENDED
    private volatile int ended;

    private Call(Breaker.@Nullable Pass pass) {
      this.pass = pass;
    }

    /**
     * The resource has begun to answer: that is what a trial is to find out, however long the rest
     * takes. The call goes on.
     */
    public void answered() {
      Breaker.Pass trial = pass;
      if (trial != null && trial.isTrial()) {
        pass = null;
        breaker.succeed(trial);
      }
    }

    /**
     * Whether the circuit opened since the call was let through, so that it is no trial and, where
     * it has not begun, is not to begin. Ended with {@link #refusal()} it counts as refused, too.
     */
    public boolean isOvertaken() {
      Breaker.Pass begun = pass;
      return begun != null && !begun.isTrial() && breaker.state() != CircuitState.CLOSED;
    }

    /** The resource answered in full. */
    public void succeed() {
      if (end()) {
        count();
        breaker.succeed(pass);
      }
    }

    /** The call ended with an error, which the classifier judges. */
    public void fail(Throwable error) {
      if (!end()) {
        return;
      }
      if (error instanceof CircuitOpenException open && open.name().equals(name)) {
        refused.increment();
        breaker.release(pass);
        return;
      }
      Verdict verdict = classify(error);
      if (verdict == Verdict.IGNORED) {
        breaker.release(pass);
        return;
      }
      count();
      failed.increment();
      lastError = error;
      if (verdict == Verdict.SUCCESS) {
        breaker.succeed(pass);
      } else {
        breaker.fail(pass, error);
      }
    }

    /** The caller lost interest: says nothing about the resource. */
    public void cancel() {
      if (end()) {
        breaker.release(pass);
      }
    }

    private boolean end() {
      return ENDED.compareAndSet(this, 0, 1);
    }

    private void count() {
      long now = Ticks.now();
      answered.increment();
      answeredNanos.add(now - start);
      recent.record(now, now - start);
    }
  }
}
