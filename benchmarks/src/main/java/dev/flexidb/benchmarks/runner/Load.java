package dev.flexidb.benchmarks.runner;

import java.time.Duration;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;

/**
 * How hard a case is driven: a closed loop, over before its operations or its time are.
 *
 * @param inFlight operations under way at any time
 * @param tenants each operation is for one of these, at random
 * @param keys each operation is for one of these rows of its tenant, at random
 * @param operations how many at most
 * @param time how long at most new ones begin; those under way are waited for
 */
public record Load(int inFlight, int tenants, int keys, long operations, Duration time) {

  private static final long SEED = 42;

  /** A tenant and one of its rows. */
  record Pick(int tenant, int key) {}

  /** The same sequence for each round of each case. */
  Flux<Pick> picks() {
    return Flux.defer(
        () -> {
          SplittableRandom random = new SplittableRandom(SEED);
          long end = System.nanoTime() + time.toNanos();
          return Flux.<Pick>generate(
                  sink -> {
                    if (System.nanoTime() - end < 0) {
                      sink.next(new Pick(random.nextInt(tenants), random.nextInt(keys)));
                    } else {
                      sink.complete();
                    }
                  })
              .take(operations);
        });
  }
}
