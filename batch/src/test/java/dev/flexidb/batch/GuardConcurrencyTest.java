package dev.flexidb.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Runs on parallel threads, where BlockHound refuses a thread that waits for a lock. */
class GuardConcurrencyTest {

  private static final int CALLS = 100_000;

  @Test
  void noCallIsLostInTheStatistics() {
    Guard guard = new Guard("shop", CircuitBreakerConfig.DEFAULTS, e -> Verdict.SUCCESS);
    Flux.range(0, 8)
        .flatMap(
            lane ->
                Flux.range(0, CALLS / 8)
                    .subscribeOn(Schedulers.parallel())
                    .concatMap(
                        i ->
                            guard
                                .protect(
                                    i % 2 == 0 ? Mono.just(i) : Mono.<Integer>error(new Error()))
                                .onErrorComplete()))
        .then()
        .as(StepVerifier::create)
        .verifyComplete();
    assertThat(guard.statistics().totalCalls()).isEqualTo(CALLS);
    assertThat(guard.statistics().failedCalls()).isEqualTo(CALLS / 2);
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void callsNeverWaitForEachOther() {
    Guard guard = new Guard("shop", CircuitBreakerConfig.DEFAULTS, e -> Verdict.SUCCESS);
    Flux.range(0, 8)
        .flatMap(
            lane ->
                Flux.range(0, CALLS)
                    .subscribeOn(Schedulers.parallel())
                    .doOnNext(i -> guard.begin().succeed()))
        .then()
        .as(StepVerifier::create)
        .verifyComplete();
    assertThat(guard.statistics().totalCalls()).isEqualTo(8 * CALLS);
  }

  @Test
  void neverAreTwoTrialsUnderWay() {
    TestClock clock = new TestClock();
    Guard guard =
        new Guard(
            "shop",
            new CircuitBreakerConfig(1, Duration.ofMillis(1)),
            e -> Verdict.FAILURE,
            (before, now) -> {},
            clock);
    guard.begin().fail(new Error("lost"));
    clock.advance(Duration.ofMillis(1));
    AtomicInteger trials = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Flux.range(0, 8)
        .flatMap(
            lane ->
                Flux.range(0, CALLS)
                    .subscribeOn(Schedulers.parallel())
                    .doOnNext(
                        i -> {
                          try {
                            Guard.Call trial = guard.begin();
                            most.accumulateAndGet(trials.incrementAndGet(), Math::max);
                            trials.decrementAndGet();
                            trial.fail(new Error("lost"));
                            // Here alone, or a trial would be given up while it is under way.
                            clock.advance(Duration.ofMillis(1));
                          } catch (CircuitOpenException refused) {
                            // another one's trial
                          }
                        }))
        .then()
        .as(StepVerifier::create)
        .verifyComplete();
    assertThat(most).hasValue(1);
    assertThat(guard.statistics().totalCalls()).isGreaterThan(CALLS / 100);
  }

  @Test
  void aCircuitThatOpensAndClosesUnderLoadIsNeverStuck() {
    TestClock clock = new TestClock();
    Guard guard =
        new Guard(
            "shop",
            new CircuitBreakerConfig(2, Duration.ofMillis(1)),
            e -> Verdict.FAILURE,
            (before, now) -> {},
            clock);
    Flux.range(0, 8)
        .flatMap(
            lane ->
                Flux.range(0, CALLS / 8)
                    .subscribeOn(Schedulers.parallel())
                    .doOnNext(
                        i -> {
                          clock.advance(Duration.ofNanos(100_000));
                          try {
                            end(guard.begin(), i);
                          } catch (CircuitOpenException refused) {
                            // what it is for
                          }
                        }))
        .then()
        .as(StepVerifier::create)
        .verifyComplete();
    assertThat(guard.statistics().refusedCalls()).isPositive();
    clock.advance(Duration.ofMillis(1));
    guard.begin().succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  /** More threads than processors: one that rests between two steps is what it takes. */
  @Test
  void aCircuitThatOpensAndIsProbedWhileCallsComeInIsNeverStuck() {
    Guard guard =
        new Guard("shop", new CircuitBreakerConfig(1, Duration.ofHours(1)), e -> Verdict.FAILURE);
    Scheduler threads =
        Schedulers.newParallel("crowd", 2 * Runtime.getRuntime().availableProcessors());
    Flux.range(0, 10)
        .concatMap(
            round ->
                Flux.merge(
                        opening(guard, threads),
                        giving(guard, threads),
                        giving(guard, threads),
                        giving(guard, threads))
                    .doOnComplete(() -> expectATrial(guard)))
        .then()
        .doFinally(over -> threads.dispose())
        .as(StepVerifier::create)
        .verifyComplete();
  }

  private static Flux<Integer> opening(Guard guard, Scheduler threads) {
    return Flux.range(0, 2_000)
        .subscribeOn(threads)
        .doOnNext(
            i -> {
              unlessRefused(guard, call -> call.fail(new Error("lost")));
              guard.letTrialBegin();
              unlessRefused(guard, Guard.Call::succeed);
            });
  }

  /** Calls that are given up at once. */
  private static Flux<Integer> giving(Guard guard, Scheduler threads) {
    return Flux.range(0, 20_000)
        .subscribeOn(threads)
        .doOnNext(i -> unlessRefused(guard, Guard.Call::cancel));
  }

  private static void unlessRefused(Guard guard, Consumer<Guard.Call> end) {
    try {
      end.accept(guard.begin());
    } catch (CircuitOpenException refused) {
      // what it is for
    }
  }

  /** All calls have ended, so nothing is in the way of the next one. */
  private static void expectATrial(Guard guard) {
    guard.letTrialBegin();
    guard.begin().succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  private static void end(Guard.Call call, int how) {
    switch (how % 4) {
      case 0 -> call.succeed();
      case 1, 2 -> call.fail(new Error("lost"));
      default -> call.cancel();
    }
  }
}
