package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.util.RaceTestUtils;

@DisplayName("F23: a caller that gives up a connection in doubt closes nobody else's")
class DoubtRaceTest extends SourceOfStubs {

  private static final int ROUNDS = 10_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(2);
  private final Scheduler racers = Schedulers.fromExecutorService(threads);

  @AfterEach
  void end() {
    threads.shutdown();
  }

  /** One of two connections is in use, for the other one there are two callers. */
  @Test
  void whoGivesUpAsItAnswersTakesItFromNobody() {
    Lease held = Objects.requireNonNull(source.acquire().block());
    borrowAndReturn(source).block();
    StubDriver.Stub idle = driver.opened.get(1);
    for (int round = 0; round < ROUNDS; round++) {
      Source<Boolean> answer = new Source<>();
      idle.answer.set(answer);
      source.doubt();
      Disposable caller =
          source.acquire().flatMap(Lease::release).subscribe(never -> {}, given -> {});
      AtomicReference<@Nullable Lease> next = new AtomicReference<>();
      source.acquire().subscribe(next::set);

      RaceTestUtils.race(racers, caller::dispose, () -> answer.deliver(true));

      Lease got = Objects.requireNonNull(next.get(), "no connection came back");
      idle = under(got);
      assertThat(idle.closed).as("round %d", round).isFalse();
      got.release().block();
      assertThat(source.gauges()).isEqualTo(new PoolGauges(2, 1, 1, 0));
    }
    held.release().block();
  }

  private StubDriver.Stub under(Lease lease) {
    return driver.opened.stream()
        .filter(stub -> stub.connection == lease.connection().unwrap())
        .findFirst()
        .orElseThrow();
  }
}
