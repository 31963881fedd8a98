package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Connections to stop statements with, which the pool does not count. */
class BesideThePoolTest extends SourceOfStubs {

  @Test
  void opensAConnectionBesideThePoolAndClosesItAfterUse() {
    Disposable full = exhaust(source);

    Mono<Boolean> use = Mono.usingWhen(source.another(), beside -> Mono.just(true), Lease::release);
    use.then(use).as(StepVerifier::create).expectNext(true).verifyComplete();

    assertThat(driver.opened).hasSize(4);
    assertThat(driver.opened.subList(2, 4)).allMatch(stub -> stub.closed);
    assertThat(source.gauges().total()).isEqualTo(2);
    full.dispose();
  }

  @Test
  void hasTwoConnectionsBesideThePoolAtMost() {
    Mono<Void> hold = Mono.usingWhen(source.another(), beside -> Mono.never(), Lease::release);
    Disposable first = hold.subscribe();
    Disposable second = hold.subscribe();
    StepVerifier.create(source.another().flatMap(Lease::release))
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(50))
        .then(first::dispose)
        .verifyComplete();
    second.dispose();
  }
}
