package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

/** How long the pool keeps a connection, and how it is closed. */
@Isolated("turns the clock of all schedulers")
class ConnectionLifeTest extends SourceOfStubs {

  @Test
  void usesAReturnedConnectionAgain() {
    borrowAndReturn(source).then(borrowAndReturn(source)).as(StepVerifier::create).verifyComplete();

    assertThat(driver.opened).hasSize(1);
    assertThat(source.gauges()).isEqualTo(new PoolGauges(1, 0, 1, 0));
  }

  @Test
  void replacesConnectionsThatDiedInThePoolWithoutAnError() {
    Disposable holders = exhaust(source);
    holders.dispose();
    driver.opened.forEach(stub -> stub.alive = false);

    borrowAndReturn(source).as(StepVerifier::create).verifyComplete();

    assertThat(driver.opened).hasSize(3);
    assertThat(driver.opened.subList(0, 2)).allMatch(stub -> stub.closed);
  }

  @Test
  void aConnectionIsClosedWhenItsLifeIsOver() {
    borrowAndReturn(source).as(StepVerifier::create).verifyComplete();
    for (Duration age = Duration.ZERO; age.compareTo(LIFETIME) < 0; age = age.plusMinutes(5)) {
      clock.advance(Duration.ofMinutes(5));
      borrowAndReturn(source).as(StepVerifier::create).verifyComplete();
    }

    assertThat(driver.opened).hasSize(2);
    assertThat(driver.opened.get(0).closed).isTrue();
  }

  @Test
  void aConnectionWithoutWorkIsClosed() {
    borrowAndReturn(source).as(StepVerifier::create).verifyComplete();
    clock.advance(IDLE);

    borrowAndReturn(source).as(StepVerifier::create).verifyComplete();

    assertThat(driver.opened).hasSize(2);
    assertThat(driver.opened.get(0).closed).isTrue();
  }

  @Test
  void aDestroyedConnectionIsClosedAndItsPlaceIsFree() {
    source.acquire().flatMap(Lease::destroy).as(StepVerifier::create).verifyComplete();

    assertThat(driver.opened).singleElement().matches(stub -> stub.closed);
    assertThat(source.gauges()).isEqualTo(new PoolGauges(0, 0, 0, 0));
  }

  @Test
  void aConnectionThatDoesNotCloseIsNotWaitedForLong() {
    StepVerifier.withVirtualTime(
            () -> {
              StubDriver stuck = new StubDriver();
              return over(stuck, 2)
                  .acquire()
                  .doOnNext(lease -> stuck.opened.forEach(stub -> stub.closes = false))
                  .flatMap(Lease::destroy);
            })
        .thenAwait(Duration.ofSeconds(2))
        .verifyComplete();
  }

  @Test
  void releasingTwiceReturnsAConnectionOnce() {
    source
        .acquire()
        .flatMap(lease -> lease.release().then(lease.release()))
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(source.gauges()).isEqualTo(new PoolGauges(1, 0, 1, 0));
  }

  @Test
  void destroyingAfterTheReleaseLeavesTheNextBorrowersConnectionAlone() {
    source
        .acquire()
        .flatMap(lease -> lease.release().then(lease.destroy()))
        .as(StepVerifier::create)
        .verifyComplete();

    assertThat(driver.opened).noneMatch(stub -> stub.closed);
  }
}
