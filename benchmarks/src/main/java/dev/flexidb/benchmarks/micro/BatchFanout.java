package dev.flexidb.benchmarks.micro;

import dev.flexidb.batch.BatchOptions;
import dev.flexidb.batch.BatchResult;
import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.Fanout;
import dev.flexidb.batch.Guard;
import dev.flexidb.batch.Operation;
import dev.flexidb.batch.Target;
import dev.flexidb.batch.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A batch costs microseconds more than Reactor's own operators that wait for many. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BatchFanout {

  private static final Guard GUARD =
      new Guard("database", CircuitBreakerConfig.DEFAULTS, error -> Verdict.FAILURE);

  /** How many are waited for. */
  @Param({"2", "10", "100"})
  public int operations;

  private List<Mono<Object>> work = List.of();
  private List<Operation<String>> labelled = List.of();
  private final Fanout<String> fanout =
      new Fanout<>(name -> new Target<>(name, null, List.of()), context -> Map.of());
  private final Fanout<String> guarded =
      new Fanout<>(name -> new Target<>(name, GUARD, List.of()), context -> Map.of());

  /** The same work for all. */
  @Setup
  public void prepare() {
    work =
        IntStream.range(0, operations).mapToObj(i -> Mono.<Object>fromSupplier(() -> i)).toList();
    labelled =
        IntStream.range(0, operations)
            .mapToObj(
                i -> {
                  Mono<Object> one = work.get(i);
                  return new Operation<String>("label " + i, "database", resource -> one);
                })
            .toList();
  }

  @Benchmark
  public List<Object> baselineZip() {
    return Answer.of(Mono.zip(work, List::of));
  }

  @Benchmark
  public List<Object> baselineMerge() {
    return Answer.of(Flux.merge(work).collectList());
  }

  @Benchmark
  public BatchResult fanout() {
    return Answer.of(fanout.all(labelled, BatchOptions.DEFAULTS));
  }

  @Benchmark
  public BatchResult guardedFanout() {
    return Answer.of(guarded.all(labelled, BatchOptions.DEFAULTS));
  }
}
