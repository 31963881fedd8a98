package dev.flexidb.benchmarks.torture;

import java.time.Duration;
import java.util.SplittableRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How a service stops its work before its end. */
enum Cut {
  /** It does not. */
  NONE {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      return work;
    }
  },
  /** Before a connection is there, or while it is put into the tenant. */
  AT_ONCE {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      return until(delay(random, 1_500_000), work);
    }
  },
  FIRST_ROW {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      return work.next().flux();
    }
  },
  TAKE {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      return work.take(1 + random.nextInt(among(random)));
    }
  },
  ANY_TIME {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      return until(delay(random, 20_000_000), work);
    }
  },
  TIMEOUT {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      return work.timeout(Mono.delay(Duration.ofNanos(1 + random.nextInt(20_000_000))));
    }
  },
  /** Asked again before the answer was there. */
  SWITCH_MAP {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      return Flux.range(0, 3)
          .delayElements(Duration.ofNanos(1 + random.nextInt(3_000_000)))
          .switchMap(again -> work);
    }
  },
  /** The one who reads fails. */
  READER_FAILS {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      int at = random.nextInt(among(random));
      return work.index()
          .map(
              row -> {
                if (row.getT1() >= at) {
                  throw new ReaderFailed();
                }
                return row;
              });
    }
  },
  AT_COMMIT {
    @Override
    Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random) {
      return until(atCommit, work);
    }
  };

  abstract Flux<?> of(Flux<?> work, Mono<Void> atCommit, SplittableRandom random);

  /** What takeUntilOther would do, which loses its end when it comes while it is subscribed to. */
  private static Flux<?> until(Mono<?> end, Flux<?> work) {
    return Mono.firstWithSignal(work.then(), end.then()).flux();
  }

  private static Mono<Long> delay(SplittableRandom random, int nanos) {
    return Mono.delay(Duration.ofNanos(random.nextInt(nanos)));
  }

  /** Results are of one row, of 100 and of many. */
  private static int among(SplittableRandom random) {
    return random.nextInt(3) == 0 ? 1_500 : random.nextBoolean() ? 80 : 1;
  }

  /** Mostly some: work may end before its cut. */
  static Cut any(SplittableRandom random) {
    return random.nextInt(6) == 0 ? NONE : values()[1 + random.nextInt(values().length - 1)];
  }

  /** An error of the service itself. */
  static final class ReaderFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReaderFailed() {
      super("the reader failed", null, false, false);
    }
  }
}
