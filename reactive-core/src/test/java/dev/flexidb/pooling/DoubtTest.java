package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.Disposable;
import reactor.test.StepVerifier;

@Isolated("turns the clock of all schedulers")
@DisplayName("F23: once a connection was found lost, no caller gets another dead one")
class DoubtTest extends SourceOfStubs {

  private List<StubDriver.Stub> twoIdle() {
    exhaust(source).dispose();
    assertThat(source.gauges().idle()).isEqualTo(2);
    return driver.opened;
  }

  private Lease acquire() {
    Lease[] got = new Lease[1];
    source
        .acquire()
        .as(StepVerifier::create)
        .consumeNextWith(lease -> got[0] = lease)
        .verifyComplete();
    return got[0];
  }

  private StubDriver.Stub under(Lease lease) {
    return driver.opened.stream()
        .filter(stub -> stub.connection == lease.connection().unwrap())
        .findFirst()
        .orElseThrow();
  }

  private StubDriver.Stub acquired() {
    return under(acquire());
  }

  /** The one that the pool gives first. */
  private StubDriver.Stub nextInTurn() {
    Lease lease = acquire();
    lease.release().block();
    Lease again = acquire();
    again.release().block();
    assertThat(under(again)).isSameAs(under(lease));
    return under(lease);
  }

  @Test
  void withoutDoubtNothingIsAsked() {
    twoIdle();

    acquired();

    assertThat(driver.opened).hasSize(2).allMatch(stub -> stub.asked.get() == 0);
  }

  @Test
  void inDoubtEachIsAskedOnce() {
    twoIdle();

    source.doubt();
    for (int i = 0; i < 5; i++) {
      exhaust(source).dispose();
    }

    assertThat(driver.opened).hasSize(2).allMatch(stub -> stub.asked.get() == 1);
  }

  @Test
  void whatIsOpenedLaterIsNotInDoubt() {
    source.doubt();

    assertThat(acquired().asked).hasValue(0);
  }

  @Test
  void whatDoesNotAnswerIsReplaced() {
    List<StubDriver.Stub> idle = List.copyOf(twoIdle());
    idle.forEach(stub -> stub.failsWhenAsked = true);

    source.doubt();

    assertThat(acquired()).isNotIn(idle);
    assertThat(idle).allMatch(stub -> stub.closed);
    assertThat(source.gauges()).isEqualTo(new PoolGauges(1, 1, 0, 0));
  }

  @Test
  void oneThatThePoolFindsDeadPutsTheOthersInDoubt() {
    List<StubDriver.Stub> idle = List.copyOf(twoIdle());
    idle.forEach(stub -> stub.failsWhenAsked = true);
    nextInTurn().alive = false;

    assertThat(acquired()).isNotIn(idle);
  }

  @Test
  void oneThatSaysNothingIsWaitedForOneSecond() {
    StepVerifier.withVirtualTime(
            () -> {
              twoIdle().forEach(stub -> stub.silent = true);
              source.doubt();
              return source.acquire();
            })
        .expectSubscription()
        .expectNoEvent(Duration.ofMillis(1_999))
        .thenAwait(Duration.ofMillis(1))
        .expectNextCount(1)
        .verifyComplete();
  }

  @Test
  void oneThatIsStillAskedWhenItsCallerGivesUpIsNobodyElses() {
    List<StubDriver.Stub> idle = List.copyOf(twoIdle());
    acquire();
    idle.forEach(stub -> stub.silent = true);
    source.doubt();
    Disposable caller = source.acquire().subscribe();
    AtomicReference<@Nullable Lease> next = new AtomicReference<>();
    source.acquire().subscribe(next::set);

    caller.dispose();

    assertThat(idle).extracting(stub -> stub.asked.get()).containsExactlyInAnyOrder(0, 1);
    StubDriver.Stub got = under(Objects.requireNonNull(next.get()));
    assertThat(got.closed).isFalse();
    assertThat(idle).doesNotContain(got);
  }

  @Test
  void oneThatIsStillAskedWhenItsCallerGivesUpIsClosed() {
    List<StubDriver.Stub> idle = twoIdle();
    idle.forEach(stub -> stub.silent = true);
    source.doubt();

    Disposable caller = source.acquire().subscribe();
    assertThat(source.gauges().active()).isEqualTo(1);
    caller.dispose();

    assertThat(idle).filteredOn(stub -> stub.closed).hasSize(1);
    assertThat(source.gauges().active()).isZero();
    idle.forEach(stub -> stub.silent = false);
    assertThat(acquired().closed).isFalse();
    assertThat(acquired().closed).isFalse();
    assertThat(source.gauges()).isEqualTo(new PoolGauges(2, 2, 0, 0));
  }
}
