package dev.flexidb.benchmarks.resilience;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What became of requests that came at a steady rate. Each is timed from the moment at which it was
 * to begin, so that one that had to wait before it could begin is not told too short. Thread-safe.
 */
final class Samples {

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(5);

  /** Of a hundred requests one may fail in a second that counts as well. */
  private static final int ONE_IN = 100;

  private final long start;
  private final int perSecond;
  private final int size;

  /** Nanoseconds; 0 until it has ended. */
  private final AtomicLongArray took;

  private final AtomicReferenceArray<@Nullable String> errors;
  private final LongAdder untyped = new LongAdder();
  private final AtomicReference<@Nullable Throwable> strange = new AtomicReference<>();

  Samples(long start, int perSecond, int size) {
    this.start = start;
    this.perSecond = perSecond;
    this.size = size;
    this.took = new AtomicLongArray(size);
    this.errors = new AtomicReferenceArray<>(size);
  }

  int size() {
    return size;
  }

  /** When a request was to begin, by {@link System#nanoTime()}. */
  long intended(int request) {
    return start + request * TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** The request, whose end is noted; never an error. */
  Mono<Void> noted(int request, Mono<?> work) {
    return work.then()
        .doOnSuccess(done -> ended(request))
        .onErrorResume(
            error -> {
              failed(request, error);
              return Mono.empty();
            });
  }

  private void ended(int request) {
    took.set(request, Math.max(1, System.nanoTime() - intended(request)));
  }

  private void failed(int request, Throwable error) {
    errors.set(request, Told.name(error));
    if (!Told.isTyped(error)) {
      untyped.increment();
      strange.compareAndSet(null, error);
    }
    ended(request);
  }

  boolean succeeded(int request) {
    return took.get(request) != 0 && errors.get(request) == null;
  }

  /** The name of the error that it ended with; null if it ended with none, or did not end. */
  @Nullable String error(int request) {
    return errors.get(request);
  }

  long succeeded() {
    return requests().filter(this::succeeded).count();
  }

  long hung() {
    return requests().filter(request -> took.get(request) == 0).count();
  }

  /** Errors that are of no type of ours. */
  long untyped() {
    return untyped.sum();
  }

  /** The first of these. */
  @Nullable Throwable strange() {
    return strange.get();
  }

  /** How often each error was told. */
  Map<String, Long> errors() {
    Map<String, Long> counts = new TreeMap<>();
    requests()
        .mapToObj(errors::get)
        .forEach(
            name -> {
              if (name != null) {
                counts.merge(name, 1L, Long::sum);
              }
            });
    return counts;
  }

  private IntStream requests() {
    return IntStream.range(0, size);
  }

  /** How many succeeded in a second, by when they ended, between two moments of nanoTime. */
  double goodput(long from, long to) {
    long within =
        requests()
            .filter(this::succeeded)
            .mapToLong(request -> intended(request) + took.get(request))
            .filter(end -> end - from >= 0 && end - to < 0)
            .count();
    return within * 1e9 / (to - from);
  }

  /** Milliseconds of the requests that succeeded. */
  double percentile(double percentile) {
    return percentile(percentile, this::succeeded);
  }

  /** Milliseconds of all that ended, whatever it was with. */
  double longest() {
    return percentile(100, request -> took.get(request) != 0);
  }

  private double percentile(double percentile, IntPredicate counted) {
    Histogram latency = new Histogram(LONGEST_MICROS, 3);
    requests()
        .filter(counted)
        .mapToLong(request -> TimeUnit.NANOSECONDS.toMicros(took.get(request)))
        .forEach(micros -> latency.recordValue(Math.min(micros, LONGEST_MICROS)));
    return latency.getValueAtPercentile(percentile) / 1e3;
  }

  /**
   * How long behind a moment of nanoTime a second begins in which all is well: at least 99 of 100
   * requests that were to begin in it succeed, each within this time. Empty if none does.
   */
  Optional<Duration> wellBehind(long moment, Duration patience) {
    int first = (int) requests().filter(request -> intended(request) - moment < 0).count();
    int bad = 0;
    for (int request = first; request < size; request++) {
      bad += isWell(request, patience) ? 0 : 1;
      int begin = request - perSecond + 1;
      if (begin >= first) {
        if (bad * ONE_IN <= perSecond) {
          return Optional.of(Duration.ofNanos(intended(begin) - moment));
        }
        bad -= isWell(begin, patience) ? 0 : 1;
      }
    }
    return Optional.empty();
  }

  private boolean isWell(int request, Duration patience) {
    return succeeded(request) && took.get(request) <= patience.toNanos();
  }
}
