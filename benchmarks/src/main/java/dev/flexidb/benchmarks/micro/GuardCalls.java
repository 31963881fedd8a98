package dev.flexidb.benchmarks.micro;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.Guard;
import dev.flexidb.batch.Verdict;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Mono;

/** Guarding a call costs little beside what Resilience4j's breaker costs alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GuardCalls {

  private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("database");
  private final Guard guard =
      new Guard("database", CircuitBreakerConfig.DEFAULTS, error -> Verdict.FAILURE);
  private final Mono<Integer> work = Mono.just(1);
  private final Mono<Integer> guarded = guard.protect(work);

  @Benchmark
  public void baselineResilience4j() {
    breaker.acquirePermission();
    long start = breaker.getCurrentTimestamp();
    breaker.onSuccess(breaker.getCurrentTimestamp() - start, breaker.getTimestampUnit());
  }

  @Benchmark
  public void beginAndSucceed() {
    guard.begin().succeed();
  }

  @Benchmark
  public void joinAndSucceed() {
    guard.join().succeed();
  }

  @Benchmark
  public Integer baselineMono() {
    return Answer.of(work);
  }

  @Benchmark
  public Integer protectedMono() {
    return Answer.of(guarded);
  }
}
