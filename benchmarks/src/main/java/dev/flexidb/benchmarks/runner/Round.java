package dev.flexidb.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What one case did in one go.
 *
 * @param operations how many, each of them with the right tenant's answer
 * @param perSecond operations a second
 * @param p50Millis how long the median operation took, from its beginning to its end
 * @param p99Millis how long all but one in a hundred took at most
 * @param costs the growth of each gauge for one operation, in the order of the gauges
 */
public record Round(
    long operations, double perSecond, double p50Millis, double p99Millis, List<Double> costs) {

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(5);

  /**
   * Runs a case under a load; the first operation that fails ends it.
   *
   * <p>It begins on a thread of its own: connections that are opened from an event loop would all
   * stay on that loop.
   */
  static Mono<Round> of(Case measured, Load load, List<Gauge> gauges) {
    return Mono.defer(
            () -> {
              ConcurrentHistogram latency = new ConcurrentHistogram(LONGEST_MICROS, 3);
              List<Long> before = read(gauges);
              long start = System.nanoTime();
              return load.picks()
                  .flatMap(pick -> timed(measured, pick, latency), load.inFlight())
                  .then(Mono.fromSupplier(() -> ended(start, latency, gauges, before)));
            })
        .subscribeOn(Schedulers.single());
  }

  private static Mono<Void> timed(Case measured, Load.Pick pick, ConcurrentHistogram latency) {
    long start = System.nanoTime();
    return measured
        .operation()
        .run(pick.tenant(), pick.key())
        .doOnSuccess(
            done -> {
              long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
              latency.recordValue(Math.min(micros, LONGEST_MICROS));
            });
  }

  private static Round ended(
      long start, ConcurrentHistogram latency, List<Gauge> gauges, List<Long> before) {
    double seconds = (System.nanoTime() - start) / 1e9;
    List<Long> after = read(gauges);
    long operations = latency.getTotalCount();
    List<Double> costs = new ArrayList<>();
    for (int i = 0; i < gauges.size(); i++) {
      costs.add((after.get(i) - before.get(i)) / gauges.get(i).unit() / operations);
    }
    return new Round(
        operations,
        operations / seconds,
        latency.getValueAtPercentile(50) / 1e3,
        latency.getValueAtPercentile(99) / 1e3,
        costs);
  }

  private static List<Long> read(List<Gauge> gauges) {
    return gauges.stream().map(gauge -> gauge.reading().getAsLong()).toList();
  }
}
