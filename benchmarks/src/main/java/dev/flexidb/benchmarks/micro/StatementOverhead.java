package dev.flexidb.benchmarks.micro;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.benchmarks.memory.MemoryFactory;
import dev.flexidb.tenant.TenantContext;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Statement;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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
 * What a Database costs a statement in its own code: over a driver that answers at once, one row
 * with one parameter, from borrowing the connection to giving it back.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StatementOverhead {

  private static final Context TENANT = TenantContext.withSchema("company_123");

  private final ConnectionFactory driver = new MemoryFactory();
  private final ConnectionFactory pool =
      new ConnectionPool(
          ConnectionPoolConfiguration.builder(driver).initialSize(0).maxSize(10).build());
  private final Database withoutTenants = database(Tenancy.none());
  private final Database withTenants = database(Tenancy.schemaPerTenant());

  /** The pools open their first connection on another thread, and keep it for all that follow. */
  @Setup
  public void connect() {
    ask(pool, StatementOverhead::bound).toFuture().join();
    ask(withoutTenants, StatementOverhead::bound).toFuture().join();
    ask(withTenants, StatementOverhead::bound).contextWrite(TENANT).toFuture().join();
  }

  private Database database(Tenancy tenancy) {
    return ReactiveFlexiDb.builder()
        .database("memory", DatabaseConfig.of(driver).withTenancy(tenancy))
        .build()
        .get("memory");
  }

  @Benchmark
  public Integer baselineDriver() {
    return Answer.of(ask(driver, StatementOverhead::bound));
  }

  @Benchmark
  public Integer baselinePool() {
    return Answer.of(ask(pool, StatementOverhead::bound));
  }

  @Benchmark
  public Integer withoutTenants() {
    return Answer.of(ask(withoutTenants, StatementOverhead::bound));
  }

  @Benchmark
  public Integer tenantBound() {
    return Answer.of(ask(withTenants, StatementOverhead::bound).contextWrite(TENANT));
  }

  @Benchmark
  public Integer tenantText() {
    return Answer.of(ask(withTenants, StatementOverhead::text).contextWrite(TENANT));
  }

  private static Statement bound(Connection connection) {
    return connection.createStatement("SELECT note FROM items WHERE id = $1").bind(0, 1);
  }

  private static Statement text(Connection connection) {
    return connection.createStatement("SELECT note FROM items WHERE id = 1");
  }

  private static Mono<Integer> ask(
      ConnectionFactory factory, Function<Connection, Statement> statement) {
    return Mono.usingWhen(
        factory.create(),
        connection ->
            Flux.from(statement.apply(connection).execute())
                .flatMap(result -> result.map(row -> row.get(0, Integer.class)))
                .single(),
        Connection::close);
  }
}
