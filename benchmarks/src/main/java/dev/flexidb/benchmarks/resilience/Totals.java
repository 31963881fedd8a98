package dev.flexidb.benchmarks.resilience;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The sums of many samples, which are let go. Filled by one thread at a time. */
final class Totals {

  private long size;
  private long succeeded;
  private long hung;
  private long untyped;
  private @Nullable Throwable strange;
  private final Map<String, Long> errors = new TreeMap<>();

  void add(Samples samples) {
    size += samples.size();
    succeeded += samples.succeeded();
    hung += samples.hung();
    untyped += samples.untyped();
    strange = strange == null ? samples.strange() : strange;
    samples.errors().forEach((name, count) -> errors.merge(name, count, Long::sum));
  }

  /** What holds for all requests, whatever goes wrong: each ends, with a typed error if any. */
  Report addTo(Report report, String whose) {
    return report
        .figure(whose + ": requests; succeeded", "%,d; %,d", size, succeeded)
        .figure(whose + ": errors", "%s", errors)
        .figure(whose + ": hung; errors of no type", "%d; %d", hung, untyped)
        .promise(Promise.always(whose + ": none hangs", hung == 0))
        .promise(
            Promise.always(
                whose + ": every error has a type, also " + Optional.ofNullable(strange),
                untyped == 0));
  }
}
