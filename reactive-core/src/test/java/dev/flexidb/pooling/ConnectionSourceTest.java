package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.ConnectFailedException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Who waits for a connection gets one, or is told why not. */
@Isolated("turns the clock of all schedulers")
class ConnectionSourceTest extends SourceOfStubs {

  private static final Duration HELD = Duration.ofMillis(20);

  @Test
  void tellsThePoolsNumbersWhenNoConnectionBecomesFree() {
    StepVerifier.withVirtualTime(
            () -> {
              ConnectionSource full = over(driver, 2);
              exhaust(full);
              return full.acquire();
            })
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessage(
                        "database \"app\": no connection within 10000 ms (total=2, active=2, idle=0,"
                            + " waiting=0, max=2); shorten the work that holds connections, or raise"
                            + " maxSize or acquireTimeout")
                    .isInstanceOfSatisfying(
                        AcquireTimeoutException.class,
                        timeout -> assertThat(timeout.poolWasFull()).isTrue()));
  }

  @Test
  void tellsAFullPoolFromAServerThatLetsNobodyIn() {
    StepVerifier.withVirtualTime(() -> over(new StubDriver(Mono::never), 2).acquire())
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessageContaining("the server lets no connection in")
                    .isInstanceOfSatisfying(
                        AcquireTimeoutException.class,
                        timeout -> assertThat(timeout.poolWasFull()).isFalse()));
  }

  @Test
  void doesNotBlameTheServerWhereOthersGotAConnectionMeanwhile() {
    AtomicReference<@Nullable Lease> first = new AtomicReference<>();
    StubDriver one = new StubDriver(() -> first.get() == null ? driver.create() : Mono.never());
    StepVerifier.withVirtualTime(
            () -> {
              ConnectionSource busy = over(one, 2);
              busy.acquire().subscribe(first::set);
              Mono<Lease> late = busy.acquire().cache();
              late.subscribe(lease -> {}, timeout -> {});
              busy.acquire().subscribe(next -> {}, timeout -> {});
              return Mono.defer(() -> Objects.requireNonNull(first.get()).release())
                  .delaySubscription(ACQUIRE.dividedBy(2))
                  .then(late);
            })
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessageContaining("active=1")
                    .hasMessageContaining("shorten the work")
                    .isInstanceOfSatisfying(
                        AcquireTimeoutException.class,
                        timeout -> assertThat(timeout.poolWasFull()).isTrue()));
  }

  @Test
  void tellsWhyTheLastConnectionCouldNotBeOpened() {
    StepVerifier.withVirtualTime(() -> retrying(new StubDriver(Mono::never)).acquire())
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(AcquireTimeoutException.class)
                    .hasMessage(
                        "database \"app\": no connection within 10000 ms (total=0, active=0, idle=0,"
                            + " waiting=0, max=2); the last attempt to open one failed: database"
                            + " \"app\": cannot connect to db:5432 (no answer within 5000 ms); check"
                            + " that the server is up and that host and port are right")
                    .hasCauseInstanceOf(ConnectFailedException.class));
  }

  @Test
  void refusesACallerWhenTheQueueIsFull() {
    Disposable holders = exhaust(source);
    Disposable first = source.acquire().subscribe();
    Disposable second = source.acquire().subscribe();
    long began = System.nanoTime();
    while (System.nanoTime() - began < HELD.toNanos()) {
      Thread.onSpinWait();
    }

    source
        .acquire()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        AcquireRefusedException.class,
                        refused ->
                            // Two others come first, and two connections serve them.
                            assertThat(refused.retryAfter())
                                .isGreaterThanOrEqualTo(HELD.multipliedBy(3).dividedBy(2)))
                    .hasMessageMatching(
                        "database \"app\": all 2 connections are in use and 2 callers wait already;"
                            + " ask again in \\d+ ms, limit the concurrency of a batch"
                            + " \\(BatchOptions\\), or raise maxPending or maxSize"));

    first.dispose();
    second.dispose();
    holders.dispose();
  }

  @Test
  void aCallerThatStopsWaitingLeavesTheQueue() {
    Disposable holders = exhaust(source);
    source.acquire().subscribe().dispose();

    assertThat(source.gauges().pending()).isZero();
    holders.dispose();
  }

  @Test
  void servesWhoWaitedWhenAConnectionIsReturned() {
    Disposable holders = exhaust(source);

    borrowAndReturn(source).as(StepVerifier::create).then(holders::dispose).verifyComplete();
  }

  @Test
  void refusesWorkOnceItIsClosed() {
    source.close(Duration.ZERO).as(StepVerifier::create).verifyComplete();

    source.acquire().as(StepVerifier::create).verifyError(ClosedException.class);
  }

  @Test
  void whoWaitsWhileItIsClosedIsTold() {
    Disposable holders = exhaust(source);

    source
        .acquire()
        .as(StepVerifier::create)
        .then(() -> source.close(Duration.ZERO).subscribe())
        .verifyError(ClosedException.class);
    holders.dispose();
  }
}
