package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.TenantLimitException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Connection;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34: a pool of four connections, of which one tenant may hold two. */
@Isolated("turns the clock of all schedulers")
class FairSharesTest extends SourceOfStubs {

  private static final SchemaName NOISY = new SchemaName("noisy");
  private static final SchemaName QUIET = new SchemaName("quiet");

  private static Lease take(ConnectionSource pool, SchemaName tenant) {
    return Objects.requireNonNull(pool.acquireFor(tenant).block());
  }

  private static void give(Lease lease) {
    lease.release().block();
  }

  @Test
  @DisplayName("one tenant gets its limit, and another one what is left")
  void oneTenantGetsItsLimit() {
    ConnectionSource fair = fair(driver, 10);
    Lease first = take(fair, NOISY);
    Lease second = take(fair, NOISY);
    List<Lease> third = new ArrayList<>();
    fair.acquireFor(NOISY).subscribe(third::add);

    Lease other = take(fair, QUIET);
    assertThat(third).isEmpty();
    assertThat(fair.gauges()).isEqualTo(new PoolGauges(3, 3, 0, 1));

    give(first);
    assertThat(third).hasSize(1);
    third.forEach(FairSharesTest::give);
    give(second);
    give(other);
    assertThat(fair.letIn()).isZero();
    assertThat(fair.gauges()).isEqualTo(new PoolGauges(3, 0, 3, 0));
    fair.drain().block();
  }

  @Test
  @DisplayName("a refusal names the tenant, its numbers, and when to ask again")
  void aRefusalSaysHowLongToWait() {
    ConnectionSource fair = fair(driver, 1);
    Lease first = take(fair, NOISY);
    Lease second = take(fair, NOISY);
    Disposable waiting = fair.acquireFor(NOISY).subscribe();

    fair.acquireFor(NOISY)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessageMatching(
                        "database \"app\": tenant \"noisy\" holds 2 of its 2 connections and 1 of its"
                            + " callers wait already; ask again in \\d+ ms, shorten its work, or"
                            + " raise maxPerTenant or maxPending")
                    .isInstanceOfSatisfying(
                        TenantLimitException.class,
                        limit -> {
                          assertThat(limit.database()).isEqualTo("app");
                          assertThat(limit.tenant()).isEqualTo("noisy");
                          assertThat(limit.limit()).isEqualTo(2);
                          assertThat(limit.held()).isEqualTo(2);
                          assertThat(limit.waiting()).isEqualTo(1);
                          assertThat(limit.waited()).isZero();
                          assertThat(limit.retryAfter()).isPositive();
                        }));
    assertThat(fair.limited()).isEqualTo(1);

    waiting.dispose();
    give(first);
    give(second);
    assertThat(fair.letIn()).isZero();
    fair.drain().block();
  }

  @Test
  @DisplayName("work of no tenant is refused when the queue is full, as without a limit")
  void noTenantIsRefusedWhenTheQueueIsFull() {
    ConnectionSource fair = fair(driver, 0);
    List<Lease> all = List.of(take(fair, NOISY), take(fair, NOISY), take(fair, QUIET));
    Lease last = Objects.requireNonNull(fair.acquire().block());

    fair.acquire()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(AcquireRefusedException.class)
                    .hasMessageStartingWith(
                        "database \"app\": all 4 connections are in use and 0 callers wait already"));
    assertThat(fair.limited()).isZero();
    all.forEach(FairSharesTest::give);
    give(last);
    fair.drain().block();
  }

  @Test
  @DisplayName("who waits for its tenant's limit too long is told of it, and the pool is not ill")
  void waitingForTheLimitEndsInTime() {
    StepVerifier.withVirtualTime(
            () -> {
              ConnectionSource fair = fair(driver, 10);
              return fair.acquireFor(NOISY)
                  .then(fair.acquireFor(NOISY))
                  .then(fair.acquireFor(NOISY));
            })
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessageMatching(
                        "database \"app\": no connection within 10000 ms, tenant \"noisy\" holds 2 of"
                            + " its 2 connections and 0 of its callers wait; ask again in \\d+ ms,"
                            + " shorten its work, or raise maxPerTenant or acquireTimeout")
                    .isInstanceOfSatisfying(
                        TenantLimitException.class,
                        limit -> assertThat(limit.waited()).isEqualTo(ACQUIRE)));
  }

  @Test
  @DisplayName("who waits for a full pool below its limit is told of the pool")
  void waitingForTheFullPoolEndsInTime() {
    StepVerifier.withVirtualTime(
            () -> {
              ConnectionSource fair = fair(driver, 10);
              return Flux.range(0, 4).concatMap(i -> fair.acquire()).then(fair.acquireFor(QUIET));
            })
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        AcquireTimeoutException.class,
                        timeout -> assertThat(timeout.poolWasFull()).isTrue()));
  }

  @Test
  @DisplayName("where the server lets nobody in, it is the server that is told of, not the limit")
  void aServerThatLetsNobodyInIsTold() {
    ConnectionSource[] made = new ConnectionSource[1];
    StepVerifier.withVirtualTime(
            () -> {
              ConnectionSource fair = fair(new StubDriver(Mono::never), 10);
              made[0] = fair;
              fair.acquireFor(NOISY).subscribe(lease -> {}, late -> {});
              fair.acquireFor(NOISY).subscribe(lease -> {}, late -> {});
              return fair.acquireFor(NOISY).doOnSubscribe(s -> {});
            })
        .expectSubscription()
        .thenAwait(ACQUIRE)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        AcquireTimeoutException.class,
                        timeout -> assertThat(timeout.poolWasFull()).isFalse()));
    assertThat(made[0].letIn()).isZero();
  }

  @Test
  @DisplayName("the limit on waiting holds for queue and pool together")
  void oneLimitForQueueAndPool() {
    ConnectionSource[] made = new ConnectionSource[1];
    StepVerifier.withVirtualTime(
            () -> {
              AtomicInteger opened = new AtomicInteger();
              ConnectionSource fair =
                  fair(
                      new StubDriver(
                          () ->
                              opened.getAndIncrement() < 2
                                  ? Mono.fromSupplier(driver::open)
                                  : Mono.never()),
                      10);
              made[0] = fair;
              Lease dying = take(fair, NOISY);
              take(fair, NOISY);
              Mono.delay(Duration.ofSeconds(6)).then(dying.destroy()).subscribe();
              return fair.acquireFor(NOISY);
            })
        .expectSubscription()
        .expectNoEvent(ACQUIRE.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .verifyError(AcquireTimeoutException.class);
    assertThat(made[0].letIn()).isEqualTo(1);
  }

  @Test
  @DisplayName("who stops waiting leaves the queue, and the next one is served")
  void whoStopsWaitingLeavesTheQueue() {
    ConnectionSource fair = fair(driver, 10);
    Lease first = take(fair, NOISY);
    Lease second = take(fair, NOISY);
    Disposable givesUp = fair.acquireFor(NOISY).subscribe();
    List<Lease> next = new ArrayList<>();
    fair.acquireFor(NOISY).subscribe(next::add);

    givesUp.dispose();
    assertThat(fair.gauges().pending()).isEqualTo(1);
    give(first);

    assertThat(next).hasSize(1);
    next.forEach(FairSharesTest::give);
    give(second);
    assertThat(fair.letIn()).isZero();
    fair.drain().block();
  }

  @Test
  @DisplayName("who gives up while its connection is opened makes room, and the connection is kept")
  void whoGivesUpWhileConnectingMakesRoom() {
    Source<Connection> opening = new Source<>();
    ConnectionSource fair = fair(new StubDriver(() -> opening), 10);
    Disposable caller = fair.acquireFor(NOISY).subscribe();
    assertThat(fair.letIn()).isEqualTo(1);

    caller.dispose();
    assertThat(fair.letIn()).isZero();
    opening.deliver(driver.open());

    assertThat(fair.gauges()).isEqualTo(new PoolGauges(1, 0, 1, 0));
    fair.drain().block();
  }

  @Test
  @DisplayName("an attempt to connect that fails makes room for the next caller, however many fail")
  void failedAttemptsMakeRoom() {
    Source<Connection> first = new Source<>();
    Source<Connection> second = new Source<>();
    Iterator<Mono<Connection>> attempts = List.<Mono<Connection>>of(first, second).iterator();
    ConnectException down = new ConnectException("refused");
    ConnectionSource fair =
        fair(
            new StubDriver(() -> attempts.hasNext() ? attempts.next() : Mono.error(down)), 100_000);
    AtomicInteger failed = new AtomicInteger();
    for (int i = 0; i < 5_000; i++) {
      fair.acquireFor(NOISY).subscribe(lease -> {}, error -> failed.incrementAndGet());
    }
    assertThat(fair.gauges().pending()).isEqualTo(4_998);

    first.fail(down);
    second.fail(down);

    assertThat(failed).hasValue(5_000);
    assertThat(fair.letIn()).isZero();
    assertThat(fair.gauges().pending()).isZero();
    fair.drain().block();
  }

  @Test
  @DisplayName("who waits while the pool is closed is told, and nobody is let in any more")
  void whoWaitsWhileItIsClosedIsTold() {
    ConnectionSource fair = fair(driver, 10);
    Lease first = take(fair, NOISY);
    Lease second = take(fair, NOISY);

    fair.acquireFor(NOISY)
        .as(StepVerifier::create)
        .then(() -> fair.drain().subscribe())
        .verifyError(ClosedException.class);
    fair.acquireFor(QUIET).as(StepVerifier::create).verifyError(ClosedException.class);
    give(first);
    give(second);
    assertThat(fair.letIn()).isZero();
  }

  @Test
  @DisplayName("thousands that end in the thread that let them in do not pile up")
  void manyInOneThreadDoNotPileUp() {
    ConnectionSource fair = fair(driver, 100_000);
    Lease first = take(fair, NOISY);
    Lease second = take(fair, NOISY);
    AtomicInteger served = new AtomicInteger();
    for (int i = 0; i < 5_000; i++) {
      borrowAndReturn(fair, NOISY).subscribe(done -> {}, e -> {}, served::incrementAndGet);
    }
    assertThat(served).hasValue(0);

    give(first);

    assertThat(served).hasValue(5_000);
    give(second);
    assertThat(fair.letIn()).isZero();
    fair.drain().block();
  }

  private static Mono<Void> borrowAndReturn(ConnectionSource pool, SchemaName tenant) {
    return pool.acquireFor(tenant).flatMap(Lease::release);
  }
}
