package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.test.util.RaceTestUtils;

/**
 * What arrives at the very moment at which nobody wants it any more has one owner all the same,
 * whoever wins. {@link HandoverTest} shows each order by itself.
 */
@Isolated("turns the clock of all schedulers")
class HandoverRaceTest {

  private static final int ROUNDS = 20_000;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  // Of its own: virtual time takes the place of Reactor's, and a race
  // needs two real threads.
  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Scheduler racers = Schedulers.fromExecutorService(threads);
  private final AtomicInteger delivered = new AtomicInteger();
  private final AtomicInteger givenBack = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();

  @AfterEach
  void end() {
    threads.shutdown();
    VirtualTimeScheduler.reset();
  }

  private Disposable subscribe(Source<String> source) {
    return new Handover<>(
            source,
            LIMIT,
            () -> new IllegalStateException("late"),
            gone -> givenBack.incrementAndGet())
        .subscribeWith(new Owner());
  }

  /** Takes what it is given, cancelled or not. */
  private final class Owner extends BaseSubscriber<String> {
    @Override
    protected void hookOnNext(String it) {
      delivered.incrementAndGet();
    }

    @Override
    protected void hookOnError(Throwable error) {
      late.incrementAndGet();
    }
  }

  @Test
  void aResourceIsNeverLostAndNeverOwnedTwiceWhenACancelMeetsItsDelivery() {
    for (int round = 1; round <= ROUNDS; round++) {
      Source<String> source = new Source<>();
      Disposable subscriber = subscribe(source);

      RaceTestUtils.race(racers, subscriber::dispose, () -> source.deliver("it"));

      assertThat(delivered.get() + givenBack.get()).isEqualTo(round);
    }
  }

  @Test
  void aResourceIsNeverLostAndNeverOwnedTwiceWhenTheLimitMeetsItsDelivery() {
    VirtualTimeScheduler time = VirtualTimeScheduler.create();
    VirtualTimeScheduler.set(time);
    for (int round = 1; round <= ROUNDS; round++) {
      Source<String> source = new Source<>();
      subscribe(source);

      RaceTestUtils.race(racers, () -> time.advanceTimeBy(LIMIT), () -> source.deliver("it"));

      assertThat(delivered.get() + givenBack.get()).isEqualTo(round);
      assertThat(late.get()).isEqualTo(givenBack.get());
    }
  }
}
