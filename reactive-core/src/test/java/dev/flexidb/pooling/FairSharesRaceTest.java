package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;
import reactor.util.retry.Retry;

/** S34: two things that happen to the shares of one pool at the same moment. */
@Isolated("turns the clock of all schedulers")
class FairSharesRaceTest extends SourceOfStubs {

  private static final int ROUNDS = 3_000;
  private static final SchemaName TENANT = new SchemaName("tenant");

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Scheduler racers = Schedulers.fromExecutorService(threads);
  private final ConnectionSource fair = fair(driver, 100_000);

  @AfterEach
  void end() {
    fair.drain().block();
    threads.shutdown();
  }

  /** Takes what it is given, cancelled or not, and gives it back at the end of its round. */
  private static final class Caller extends BaseSubscriber<Lease> {

    private final Queue<Lease> got = new ConcurrentLinkedQueue<>();

    @Override
    protected void hookOnNext(Lease lease) {
      got.add(lease);
    }

    void giveBack() {
      got.forEach(lease -> lease.release().block());
    }
  }

  private Caller ask() {
    return fair.acquireFor(TENANT).subscribeWith(new Caller());
  }

  private void assertWhole() {
    assertThat(fair.letIn()).isZero();
    assertThat(fair.gauges().pending()).isZero();
    assertThat(fair.gauges().active()).isZero();
  }

  @Test
  @DisplayName("who gives up while it is let in leaves nothing behind")
  void aCancelMeetsItsTurn() {
    for (int round = 0; round < ROUNDS; round++) {
      List<Caller> holders = List.of(ask(), ask());
      Caller waiting = ask();
      Caller next = ask();

      RaceTestUtils.race(racers, holders.get(0)::giveBack, waiting::dispose);

      holders.get(1).giveBack();
      waiting.giveBack();
      assertThat(next.got).as("nobody forgot the next one").hasSize(1);
      next.giveBack();
      assertWhole();
    }
  }

  @Test
  @DisplayName("who asks while a connection is given back is let in")
  void aCallMeetsAReturn() {
    for (int round = 0; round < ROUNDS; round++) {
      List<Caller> holders = List.of(ask(), ask());
      List<Caller> asked = new ArrayList<>();

      RaceTestUtils.race(racers, holders.get(0)::giveBack, () -> asked.add(ask()));

      assertThat(asked.get(0).got).as("a place was free").hasSize(1);
      holders.get(1).giveBack();
      asked.get(0).giveBack();
      assertWhole();
    }
  }

  @Test
  @DisplayName("two connections that are given back let two in")
  void twoReturnsMeet() {
    for (int round = 0; round < ROUNDS; round++) {
      List<Caller> holders = List.of(ask(), ask());
      List<Caller> waiting = List.of(ask(), ask());

      RaceTestUtils.race(racers, holders.get(0)::giveBack, holders.get(1)::giveBack);

      waiting.forEach(caller -> assertThat(caller.got).hasSize(1));
      waiting.forEach(Caller::giveBack);
      assertWhole();
    }
  }

  @Test
  @DisplayName("whatever a crowd does, no tenant holds more than its limit and nothing is lost")
  void aCrowdIsServed() {
    AtomicInteger[] holding = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
    AtomicInteger most = new AtomicInteger();
    Random random = new Random(20261121);
    Flux<Mono<Void>> calls =
        Flux.range(0, 4_000)
            .map(
                i -> {
                  Mono<Void> call = visit(i % 3, holding[i % 3], most);
                  Duration patience = Duration.ofNanos(random.nextInt(3_000_000));
                  return random.nextInt(4) == 0 ? call.takeUntilOther(Mono.delay(patience)) : call;
                });

    calls
        .flatMap(call -> call.subscribeOn(Schedulers.parallel()), 64)
        .as(StepVerifier::create)
        .expectComplete()
        .verify(Duration.ofSeconds(30));

    assertThat(most).hasValueBetween(1, 2);
    // What was given up at its delivery goes back by itself.
    Mono.fromRunnable(this::assertWhole)
        .retryWhen(Retry.fixedDelay(200, Duration.ofMillis(10)))
        .block();
  }

  /** Holds a connection until another thread has its turn. */
  private Mono<Void> visit(int tenant, AtomicInteger holding, AtomicInteger most) {
    return Mono.usingWhen(
        fair.acquireFor(new SchemaName("tenant_" + tenant)),
        lease -> {
          most.accumulateAndGet(holding.incrementAndGet(), Math::max);
          return Mono.<Void>empty().publishOn(racers);
        },
        lease -> {
          holding.decrementAndGet();
          return lease.release();
        });
  }

  @Test
  @DisplayName("closing while callers come and go answers every one of them")
  void aCloseMeetsACrowd() {
    for (int round = 0; round < 200; round++) {
      ConnectionSource closing = fair(driver, 100);
      Lease held = closing.acquireFor(TENANT).block();
      Mono<Void> other =
          closing.acquireFor(TENANT).flatMap(Lease::release).onErrorComplete().cache();
      Mono<Void> another =
          closing.acquireFor(TENANT).flatMap(Lease::release).onErrorComplete().cache();
      other.subscribe();
      List<Disposable> asked = new ArrayList<>();

      RaceTestUtils.race(
          racers,
          () -> closing.drain().subscribe(done -> {}, e -> {}),
          () -> asked.add(another.subscribe()));
      if (held != null) {
        held.release().onErrorComplete().block();
      }

      Mono.when(other, another).block(Duration.ofSeconds(5));
      assertThat(closing.letIn()).isZero();
    }
  }
}
