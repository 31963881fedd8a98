package dev.flexidb;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Something that is done again and again, one round after the other, from {@link #start} to {@link
 * #stop()}. Thread-safe; between the two it has one timer, and else none.
 */
final class Rounds {

  private static final Disposable CLOSED = Disposables.disposed();

  private final Supplier<Duration> pause;
  private final IntFunction<Mono<Void>> round;
  private final AtomicReference<@Nullable Disposable> running = new AtomicReference<>();

  /**
   * @param pause how long to wait behind the end of a round
   * @param round does what is to be done; is told how many there are, itself among them, since the
   *     start; never an error
   */
  Rounds(Supplier<Duration> pause, IntFunction<Mono<Void>> round) {
    this.pause = pause;
    this.round = round;
  }

  /** Begins with a round after this time, unless it has begun. */
  void start(Duration first) {
    Disposable.Swap run = Disposables.swap();
    if (running.compareAndSet(null, run)) {
      run.update(
          Flux.range(1, Integer.MAX_VALUE)
              .concatMap(
                  number ->
                      Mono.delay(number == 1 ? first : pause.get())
                          .then(Mono.defer(() -> round.apply(number))),
                  0)
              .subscribe());
    }
  }

  boolean isRunning() {
    Disposable run = running.get();
    return run != null && run != CLOSED;
  }

  /** Ends it at once, also from within a round; it may be started again. */
  void stop() {
    endWith(null);
  }

  /** Ends it for good. */
  void close() {
    endWith(CLOSED);
  }

  private void endWith(@Nullable Disposable end) {
    Disposable run = running.getAndUpdate(current -> current == CLOSED ? CLOSED : end);
    if (run != null) {
      run.dispose();
    }
  }
}
