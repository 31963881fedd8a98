package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

@Isolated("turns the clock of all schedulers")
class HandoverTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Source<String> source = new Source<>();
  private final List<String> givenBack = new CopyOnWriteArrayList<>();
  private final Mono<String> handover = over(source);

  private Mono<String> over(Mono<String> any) {
    return new Handover<>(any, LIMIT, () -> new IllegalStateException("late"), givenBack::add);
  }

  @Test
  void deliversTheResource() {
    handover
        .as(StepVerifier::create)
        .then(() -> source.deliver("it"))
        .expectNext("it")
        .verifyComplete();

    assertThat(givenBack).isEmpty();
  }

  @Test
  void deliversWhatIsThereAtOnce() {
    over(Mono.just("it")).as(StepVerifier::create).expectNext("it").verifyComplete();
  }

  @Test
  void passesAnErrorOn() {
    handover
        .as(StepVerifier::create)
        .then(() -> source.fail(new IllegalArgumentException("refused")))
        .verifyErrorMessage("refused");
  }

  @Test
  void passesAnEmptyEndOn() {
    handover.as(StepVerifier::create).then(source::end).verifyComplete();
  }

  @Test
  void cancelsTheSourceWhenCancelledBeforeTheDelivery() {
    handover.subscribe().dispose();

    assertThat(source.isCancelled()).isTrue();
  }

  @Test
  void nobodyWaitsWhoGaveUpBeforeWaiting() {
    Waiters waiters = new Waiters();
    Handover<String> among =
        new Handover<>(
            source, LIMIT, () -> new IllegalStateException("late"), givenBack::add, waiters);

    among.takeUntilOther(Mono.empty()).as(StepVerifier::create).verifyComplete();

    assertThat(source.isCancelled()).isTrue();
    assertThat(waiters.areNone()).isTrue();
  }

  @Test
  void givesBackWhatArrivesAfterACancel() {
    handover.subscribe().dispose();

    source.deliver("it");

    assertThat(givenBack).containsExactly("it");
  }

  @Test
  void doesNotTellTheSourceOfACancelAfterTheDelivery() {
    handover
        .as(StepVerifier::create)
        .then(() -> source.deliver("it"))
        .expectNext("it")
        .thenCancel()
        .verify();

    assertThat(source.isCancelled()).isFalse();
    assertThat(givenBack).isEmpty();
  }

  @Test
  void isSilentAboutAnErrorAfterACancel() {
    handover.subscribe().dispose();

    assertThatCode(() -> source.fail(new IllegalStateException("too late to matter")))
        .doesNotThrowAnyException();
    assertThat(givenBack).isEmpty();
  }

  @Test
  void failsWhenTheLimitPasses() {
    StepVerifier.withVirtualTime(() -> handover)
        .expectSubscription()
        .expectNoEvent(LIMIT.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .verifyErrorMessage("late");

    assertThat(source.isCancelled()).isTrue();
  }

  @Test
  void givesBackWhatArrivesAfterTheLimit() {
    StepVerifier.withVirtualTime(() -> handover).thenAwait(LIMIT).verifyErrorMessage("late");

    source.deliver("it");

    assertThat(givenBack).containsExactly("it");
  }

  @Test
  void theLimitDoesNotTouchWhatWasDelivered() {
    StepVerifier.withVirtualTime(() -> handover)
        .then(() -> source.deliver("it"))
        .expectNext("it")
        .expectComplete()
        .verifyThenAssertThat()
        .hasNotDroppedErrors();

    assertThat(source.isCancelled()).isFalse();
    assertThat(givenBack).isEmpty();
  }

  @Test
  void givesBackWhatArrivesInTheMidstOfACancel() {
    source.atCancel(() -> source.deliver("it"));

    handover.doOnNext(it -> fail("nobody wants it")).subscribe().dispose();

    assertThat(givenBack).containsExactly("it");
  }

  @Test
  void givesBackWhatArrivesWhileTheLimitPasses() {
    source.atCancel(() -> source.deliver("it"));

    StepVerifier.withVirtualTime(() -> handover).thenAwait(LIMIT).verifyErrorMessage("late");

    assertThat(givenBack).containsExactly("it");
  }

  @Test
  void aCancelInTheMidstOfTheDeliveryComesTooLate() {
    BaseSubscriber<String> owner =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnNext(String it) {
            cancel();
          }
        };
    handover.subscribe(owner);

    source.deliver("it");

    assertThat(source.isCancelled()).isFalse();
    assertThat(givenBack).isEmpty();
  }

  @Test
  void aLimitThatPassesInTheMidstOfTheDeliveryComesTooLate() {
    VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();
    try {
      StepVerifier.create(handover.doOnNext(it -> time.advanceTimeBy(LIMIT)))
          .then(() -> source.deliver("it"))
          .expectNext("it")
          .verifyComplete();
    } finally {
      VirtualTimeScheduler.reset();
    }

    assertThat(source.isCancelled()).isFalse();
    assertThat(givenBack).isEmpty();
  }

  @Test
  void asksTheSourceOnceForEachSubscriber() {
    TestPublisher<String> counted = TestPublisher.create();
    Mono<String> many = over(counted.mono());

    many.subscribe();
    many.subscribe();

    assertThat(counted.subscribeCount()).isEqualTo(2);
  }
}
