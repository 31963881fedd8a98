package dev.flexidb.benchmarks.resilience;

import dev.flexidb.benchmarks.runner.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The same load in turns, undisturbed and disturbed: a machine is not equally fast all the time, so
 * one is compared with the one just before it.
 */
record Turns(List<Samples> quiet, List<Samples> disturbed) {

  private static final double P99 = 99;

  /** One turn of each to warm up, and then as many as told. */
  static Mono<Turns> of(int rounds, Mono<Samples> quiet, Mono<Samples> disturbed) {
    return Flux.range(0, rounds + 1)
        .concatMap(round -> quiet.zipWhen(before -> disturbed))
        .skip(1)
        .collectList()
        .map(
            turns -> {
              Turns seen = new Turns(new ArrayList<>(), new ArrayList<>());
              turns.forEach(
                  turn -> {
                    seen.quiet.add(turn.getT1());
                    seen.disturbed.add(turn.getT2());
                  });
              return seen;
            });
  }

  /** The p99 of the disturbed turn divided by that of the quiet one before it. */
  Spread ratio() {
    return Spread.of(
        IntStream.range(0, quiet.size())
            .mapToObj(i -> disturbed.get(i).percentile(P99) / quiet.get(i).percentile(P99))
            .toList());
  }

  static Spread p99(List<Samples> turns) {
    return Spread.of(turns.stream().map(samples -> samples.percentile(P99)).toList());
  }

  /** Of all requests of the disturbed turns, how many in a hundred succeeded. */
  double success() {
    double succeeded = disturbed.stream().mapToLong(Samples::succeeded).sum();
    return 100 * succeeded / disturbed.stream().mapToLong(Samples::size).sum();
  }

  Report addTo(Report report, String when) {
    Spread ratio = ratio();
    return report
        .figure(
            "p99 of the others: quiet; " + when,
            "%.1f ms; %.1f ms",
            p99(quiet).median(),
            p99(disturbed).median())
        .figure(
            "ratio, " + when + ": median (lowest..highest)",
            "%.2f (%.2f..%.2f) of %d rounds",
            ratio.median(),
            ratio.min(),
            ratio.max(),
            quiet.size());
  }
}
