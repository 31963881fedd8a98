package dev.flexidb.benchmarks.micro;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.FlexiDbListener;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.Guard;
import dev.flexidb.batch.Verdict;
import dev.flexidb.connection.CallDeadline;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.tenant.TenantContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import reactor.util.context.Context;

/**
 * What the breaker, the statistics, a listener and the look for a deadline that is not there cost a
 * statement together, beside what one query takes over loopback.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ResilienceOverhead {

  /** As a request of a web service has it: some entries, and none of them a deadline. */
  private static final Context CONTEXT =
      Context.of("request", 1, "user", 2, "trace", 3, "locale", 4)
          .putAll(TenantContext.withSchema("company_123").readOnly());

  private final Guard guard =
      new Guard(
          "database", CircuitBreakerConfig.DEFAULTS, error -> Verdict.FAILURE, (before, now) -> {});

  /** What a statement does to them, in this order. */
  @Benchmark
  public @Nullable CallDeadline together() {
    CallDeadline deadline = CallDeadline.of(CONTEXT);
    Guard.Call call = guard.begin();
    if (call.isOvertaken()) {
      throw guard.refusal();
    }
    call.answered();
    call.succeed();
    return deadline;
  }

  long calls() {
    return guard.statistics().totalCalls();
  }

  /** One after another, each awaited. */
  @Benchmark
  public @Nullable Integer baselineLoopbackQuery(Loopback loopback) {
    return loopback.database().sql("SELECT 1").mapValue(Integer.class).one().toFuture().join();
  }

  /** A server on this machine, asked with everything at its default and a listener. */
  @State(Scope.Benchmark)
  public static class Loopback {

    private @Nullable DatabaseServer server;
    private @Nullable ReactiveFlexiDb flexi;

    @Setup
    public void start() {
      DatabaseServer started = DatabaseServers.start(DatabaseKind.POSTGRESQL);
      server = started;
      flexi =
          ReactiveFlexiDb.builder()
              .database("loopback", DatabaseConfig.of(started.r2dbcUrl()))
              .listener(new FlexiDbListener() {})
              .build();
    }

    Database database() {
      ReactiveFlexiDb open = flexi;
      if (open == null) {
        throw new IllegalStateException("it was not started");
      }
      return open.get("loopback");
    }

    @TearDown
    public void stop() {
      if (flexi != null) {
        flexi.close().toFuture().join();
      }
      if (server != null) {
        server.close();
      }
    }
  }
}
