package dev.flexidb.benchmarks;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.benchmarks.torture.Ground;
import dev.flexidb.benchmarks.torture.Leaks;
import dev.flexidb.benchmarks.torture.NaiveTenants;
import dev.flexidb.benchmarks.torture.Report;
import dev.flexidb.benchmarks.torture.Torment;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * The torture test of the isolation promise: many callers of many tenants on few connections, most
 * of whom give up somewhere, sessions that are killed meanwhile, and a look at every row.
 */
public final class Torture {

  private final TortureOptions options;

  Torture(TortureOptions options) {
    this.options = options;
  }

  /** Run it without arguments, or with those that it names when they are wrong. */
  public static void main(String[] args) {
    Torture torture;
    try {
      torture = new Torture(TortureOptions.parse(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + TortureOptions.USAGE);
      System.exit(2);
      return;
    }
    Leaks.count();
    boolean passed;
    try (DatabaseServer server = DatabaseServers.start(torture.options.server());
        Ground ground = Ground.create(server, torture.options.tenants())) {
      System.out.printf("Machine: %s%n%n%s%n%n", Machine.description(), torture.options);
      Report report = Objects.requireNonNull(torture.on(ground).block());
      System.out.println(report.toMarkdown());
      Throwable strange = report.strangeError();
      if (strange != null) {
        strange.printStackTrace();
      }
      passed = report.passed();
    }
    System.exit(passed ? 0 : 1);
  }

  Mono<Report> on(Ground ground) {
    if (options.naive()) {
      return Mono.usingWhen(
          Mono.fromSupplier(() -> new NaiveTenants(ground, options.pool())),
          naive -> torment(ground, naive).run(),
          NaiveTenants::close);
    }
    return Mono.usingWhen(
        Mono.fromSupplier(() -> ours(ground)),
        flexi -> torment(ground, flexi.get("tortured")).run(),
        ReactiveFlexiDb::close);
  }

  private Torment torment(Ground ground, ConnectionFactory factory) {
    return new Torment(
        ground,
        factory,
        options.pool(),
        options.queries(),
        options.inFlight(),
        options.killEvery(),
        options.limit(),
        options.seed());
  }

  /** The circuit would open for the kills, and spare the database. */
  private ReactiveFlexiDb ours(Ground ground) {
    return ReactiveFlexiDb.builder()
        .database(
            "tortured",
            DatabaseConfig.of(ground.database().r2dbcUrl())
                .withTenancy(Tenancy.schemaPerTenant())
                .withCircuitBreaker(CircuitBreakerConfig.DEFAULTS.withThreshold(1_000))
                .withPool(PoolConfig.DEFAULTS.withMaxSize(options.pool())))
        .build();
  }
}
