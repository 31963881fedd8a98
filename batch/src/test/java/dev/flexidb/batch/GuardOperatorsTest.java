package dev.flexidb.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.PublisherProbe;

class GuardOperatorsTest {

  private final TestClock clock = new TestClock();
  private final Guard guard =
      new Guard(
          "shop",
          CircuitBreakerConfig.DEFAULTS.withThreshold(1),
          e -> Verdict.FAILURE,
          (before, now) -> {},
          clock);

  private void open() {
    guard.begin().fail(new Error("lost"));
  }

  private void halfOpen() {
    open();
    clock.advance(CircuitBreakerConfig.DEFAULTS.resetTimeout());
  }

  @Test
  void eachSubscriptionIsACall() {
    Flux<Integer> guarded = guard.protect(Flux.just(1, 2));
    assertThat(guard.statistics().totalCalls()).isZero();
    guarded.repeat(1).as(StepVerifier::create).expectNext(1, 2, 1, 2).verifyComplete();
    assertThat(guard.statistics().totalCalls()).isEqualTo(2);
  }

  @Test
  void completeIsSuccess() {
    halfOpen();
    guard.protect(Mono.empty()).as(StepVerifier::create).verifyComplete();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void errorIsFailureAndPassesOn() {
    Error error = new Error("lost");
    guard.protect(Mono.error(error)).as(StepVerifier::create).verifyErrorMatches(e -> e == error);
    assertThat(guard.state()).isEqualTo(CircuitState.OPEN);
    assertThat(guard.statistics().lastError()).containsSame(error);
  }

  @Test
  void theStateIsKnownBeforeTheSubscriberHearsOfTheEnd() {
    guard
        .protect(Mono.error(new Error("lost")))
        .onErrorResume(e -> Mono.just(guard.state()))
        .as(StepVerifier::create)
        .expectNext(CircuitState.OPEN)
        .verifyComplete();
  }

  @Test
  void anOpenCircuitIsAnErrorAndTheWorkIsNotSubscribedTo() {
    open();
    PublisherProbe<String> work = PublisherProbe.empty();
    guard.protect(work.mono()).as(StepVerifier::create).verifyError(CircuitOpenException.class);
    guard.protect(work.flux()).as(StepVerifier::create).verifyError(CircuitOpenException.class);
    work.assertWasNotSubscribed();
  }

  @Test
  void cancelFreesTheTrialForTheNext() {
    halfOpen();
    PublisherProbe<String> work = PublisherProbe.of(Mono.never());
    guard.protect(work.mono()).as(StepVerifier::create).thenCancel().verify();
    work.assertWasCancelled();
    assertThat(guard.state()).isEqualTo(CircuitState.HALF_OPEN);
    guard.begin().succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void cancelAfterARowIsSuccessOrFirstWouldNeverCloseTheCircuit() {
    halfOpen();
    guard
        .protect(Flux.just(1, 2, 3))
        .next()
        .as(StepVerifier::create)
        .expectNext(1)
        .verifyComplete();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }

  @Test
  void backpressureAndContextReachTheWork() {
    AtomicInteger requested = new AtomicInteger();
    guard
        .protect(
            Flux.deferContextual(
                context ->
                    Flux.range(context.get("from"), 10).doOnRequest(n -> requested.set((int) n))))
        .contextWrite(context -> context.put("from", 7))
        .as(flux -> StepVerifier.create(flux, 2))
        .expectNext(7, 8)
        .thenCancel()
        .verify();
    assertThat(requested).hasValue(2);
  }

  @Test
  void aFatalErrorAtSubscriptionFreesTheTrial() {
    halfOpen();
    Mono<Object> broken =
        Mono.defer(
            () -> {
              throw new NoClassDefFoundError("driver");
            });
    assertThatThrownBy(() -> guard.protect(broken).subscribe())
        .isInstanceOf(NoClassDefFoundError.class);
    guard.begin().succeed();
    assertThat(guard.state()).isEqualTo(CircuitState.CLOSED);
  }
}
