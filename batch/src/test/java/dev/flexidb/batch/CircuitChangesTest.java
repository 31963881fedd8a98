package dev.flexidb.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** F21: who observes a circuit is told of each change, once and in order. */
class CircuitChangesTest {

  private record Change(CircuitState before, CircuitState now) {}

  private static final Change OPENS = new Change(CircuitState.CLOSED, CircuitState.OPEN);
  private static final Change TRIES = new Change(CircuitState.OPEN, CircuitState.HALF_OPEN);
  private static final Change FAILS = new Change(CircuitState.HALF_OPEN, CircuitState.OPEN);
  private static final Change CLOSES = new Change(CircuitState.HALF_OPEN, CircuitState.CLOSED);

  private final TestClock clock = new TestClock();
  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final Guard guard = guard(CircuitBreakerConfig.DEFAULTS);

  private Guard guard(CircuitBreakerConfig config) {
    return new Guard("shop", config, error -> Verdict.FAILURE, this::note, clock);
  }

  private void note(CircuitState before, CircuitState now) {
    changes.add(new Change(before, now));
  }

  private static void fail(Guard any, int times) {
    Stream.generate(any::begin).limit(times).forEach(call -> call.fail(new Error("lost")));
  }

  @Test
  void isToldOfEachChange() {
    fail(guard, 5);
    clock.advance(Duration.ofSeconds(30));
    fail(guard, 1);
    clock.advance(Duration.ofSeconds(30));
    guard.begin().succeed();

    assertThat(changes).containsExactly(OPENS, TRIES, FAILS, TRIES, CLOSES);
  }

  @Test
  void whatWasSeenToAnswerIsTriedBeforeTheResetTimeout() {
    fail(guard, 5);

    guard.letTrialBegin();

    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
    Guard.Call trial = guard.begin();
    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
    trial.succeed();
    assertThat(changes).containsExactly(OPENS, TRIES, CLOSES);
  }

  @Test
  void anAnswerOfOnceSaysNothingOnceItIsOpenAgain() {
    fail(guard, 5);
    guard.letTrialBegin();
    fail(guard, 1);

    assertThatThrownBy(guard::begin)
        .isInstanceOfSatisfying(
            CircuitOpenException.class,
            open -> assertThat(open.retryAfter()).isEqualTo(Duration.ofSeconds(30)));
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
  }

  @Test
  void anAnswerChangesNothingUnlessItIsOpen() {
    guard.letTrialBegin();
    fail(guard, 5);

    assertThatThrownBy(guard::begin).isInstanceOf(CircuitOpenException.class);
    assertThat(changes).containsExactly(OPENS);
  }

  @Test
  void whatFailsBesideTheCallsIsOneMoreInARowAndInNoStatistics() {
    fail(guard, 4);
    guard.failedBeside(new Error("lost"));

    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
    assertThat(guard.statistics().totalCalls()).isEqualTo(4);
    guard.failedBeside(new Error("lost"));
    assertThat(changes).containsExactly(OPENS);
  }

  @Test
  void anObserverThatThrowsChangesNothing() {
    Guard told =
        new Guard(
            "shop",
            CircuitBreakerConfig.DEFAULTS,
            error -> Verdict.FAILURE,
            (before, now) -> {
              throw new IllegalStateException("broken observer");
            },
            clock);

    fail(told, 5);
    told.letTrialBegin();
    told.begin().succeed();

    assertThat(told.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void changesFollowOneAnotherWhateverHappensAtOnce() {
    Guard busy = guard(new CircuitBreakerConfig(2, Duration.ofMillis(1)));

    Flux.range(0, 8)
        .flatMap(
            lane ->
                Flux.range(0, 5_000).subscribeOn(Schedulers.parallel()).doOnNext(i -> use(busy, i)))
        .then()
        .as(StepVerifier::create)
        .verifyComplete();

    List<Change> all = List.copyOf(changes);
    assertThat(all).hasSizeGreaterThan(100);
    assertThat(all.get(0)).isEqualTo(OPENS);
    assertThat(IntStream.range(1, all.size()))
        .allMatch(i -> all.get(i).before() == all.get(i - 1).now());
    assertThat(all.get(all.size() - 1).now()).isEqualTo(busy.state());
  }

  private static void use(Guard any, int i) {
    try {
      Guard.Call call = any.begin();
      if (i % 7 == 0) {
        call.succeed();
      } else {
        call.fail(new Error("lost"));
      }
    } catch (CircuitOpenException open) {
      any.letTrialBegin();
    }
  }
}
