package dev.flexidb.examples.service.load;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What became of requests. Thread-safe. */
final class Findings {

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(5);

  private final ConcurrentHistogram times = new ConcurrentHistogram(LONGEST_MICROS, 3);
  private final LongAdder rows = new LongAdder();
  private final LongAdder foreign = new LongAdder();
  private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

  /** Runs a request that tells for each row whether it is as it has to be; never errors. */
  Mono<Void> watch(Supplier<Flux<Boolean>> request) {
    return Mono.defer(
        () -> {
          long began = System.nanoTime();
          return request
              .get()
              .doOnNext(this::row)
              .then()
              .onErrorResume(error -> Mono.fromRunnable(() -> failed(error)))
              .doOnSuccess(done -> answered(System.nanoTime() - began));
        });
  }

  private void row(boolean own) {
    rows.increment();
    if (!own) {
      foreign.increment();
    }
  }

  private void answered(long nanos) {
    times.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), LONGEST_MICROS));
  }

  private void failed(Throwable error) {
    errors.computeIfAbsent(String.valueOf(error), first -> new LongAdder()).increment();
  }

  boolean isGood() {
    return foreign.sum() == 0 && errors.isEmpty() && rows.sum() > 0;
  }

  String tell(int tenants, int clients, Duration time) {
    long requests = times.getTotalCount();
    return String.format(
        Locale.ROOT,
        """
        %d shops, %d clients, %d s
        requests: %,d, %,.0f a second
        ms: p50 %.1f, p90 %.1f, p99 %.1f, p99.9 %.1f, longest %.1f
        errors: %d %s
        rows: %,d, foreign: %d""",
        tenants,
        clients,
        time.toSeconds(),
        requests,
        requests / (time.toNanos() / 1e9),
        millis(50),
        millis(90),
        millis(99),
        millis(99.9),
        times.getMaxValue() / 1e3,
        errors.values().stream().mapToLong(LongAdder::sum).sum(),
        errors.isEmpty() ? "" : new TreeMap<>(errors),
        rows.sum(),
        foreign.sum());
  }

  private double millis(double percentile) {
    return times.getValueAtPercentile(percentile) / 1e3;
  }
}
