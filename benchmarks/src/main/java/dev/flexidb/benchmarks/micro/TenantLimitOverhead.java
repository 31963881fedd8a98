package dev.flexidb.benchmarks.micro;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.benchmarks.memory.MemoryFactory;
import dev.flexidb.tenant.TenantContext;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * What a limit per tenant costs a statement that has not to wait, from borrowing its connection to
 * giving it back: over a driver that answers at once, one row with one parameter.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TenantLimitOverhead {

  private static final Context TENANT = TenantContext.withSchema("company_123");

  private final Database noLimit = database(PoolConfig.DEFAULTS);
  private final Database limit = database(PoolConfig.DEFAULTS.withMaxPerTenant(4));

  /** The pools open their first connection on another thread, and keep it for all that follow. */
  @Setup
  public void connect() {
    ask(noLimit).toFuture().join();
    ask(limit).toFuture().join();
  }

  private static Database database(PoolConfig pool) {
    return ReactiveFlexiDb.builder()
        .database(
            "memory",
            DatabaseConfig.of(new MemoryFactory())
                .withTenancy(Tenancy.schemaPerTenant())
                .withPool(pool))
        .build()
        .get("memory");
  }

  @Benchmark
  public Integer baselineNoLimit() {
    return Answer.of(ask(noLimit));
  }

  @Benchmark
  public Integer limitOfFour() {
    return Answer.of(ask(limit));
  }

  private static Mono<Integer> ask(Database database) {
    return Flux.usingWhen(
            database.create(),
            connection ->
                Flux.from(
                        connection
                            .createStatement("SELECT note FROM items WHERE id = $1")
                            .bind(0, 1)
                            .execute())
                    .concatMap(
                        result ->
                            result.map(row -> Objects.requireNonNull(row.get(0, Integer.class)))),
            connection -> connection.close())
        .single()
        .contextWrite(TENANT);
  }
}
