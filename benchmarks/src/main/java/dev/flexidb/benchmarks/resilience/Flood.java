package dev.flexidb.benchmarks.resilience;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.embedded.DatabaseServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import reactor.core.publisher.Mono;

/**
 * A tenant asks a hundred times as much as each of the others. The pool is what is scarce: each
 * statement holds its connection for the round trip to a distant server.
 *
 * @param share requests a second of each of the others
 * @param turn how long each turn is
 */
public record Flood(DatabaseServer server, int share, Duration turn, int rounds)
    implements Scenario {

  private static final int OTHERS = 9;
  private static final int TIMES = 100;
  private static final Duration EACH_WAY = Duration.ofMillis(10);
  private static final PoolConfig POOL = PoolConfig.DEFAULTS.withMaxSize(10).withMaxPerTenant(4);
  private static final double MOST = 3;
  private static final double SUCCESS = 99.9;

  @Override
  public Mono<Report> run() {
    return Stage.using(this::open, this::on, this::close);
  }

  private Stage open() {
    Stage stage = Stage.open(server, EACH_WAY);
    for (int tenant = 0; tenant <= OTHERS; tenant++) {
      String schema = schema(stage, tenant);
      stage
          .database()
          .execute(
              "CREATE SCHEMA " + schema,
              "CREATE TABLE %s.item (id int PRIMARY KEY)".formatted(schema),
              "INSERT INTO %s.item VALUES (1)".formatted(schema));
    }
    return stage;
  }

  /** On the MySQL family it is a database of its own, which stays when the other one is dropped. */
  private void close(Stage stage) {
    if (!stage.isPostgreSql()) {
      for (int tenant = 0; tenant <= OTHERS; tenant++) {
        stage.database().execute("DROP SCHEMA " + schema(stage, tenant));
      }
    }
    stage.close();
  }

  private static String schema(Stage stage, int tenant) {
    return stage.database().name() + "_t" + tenant;
  }

  private Mono<Report> on(Stage stage) {
    return Mono.usingWhen(
        Mono.fromSupplier(
            () ->
                ReactiveFlexiDb.builder()
                    .database(
                        "app",
                        DatabaseConfig.of(stage.url())
                            .withPool(POOL)
                            .withTenancy(Tenancy.schemaPerTenant()))
                    .build()),
        db -> turns(tenant -> one(stage, db.get("app"), tenant)),
        ReactiveFlexiDb::close);
  }

  private static Mono<?> one(Stage stage, Database app, int tenant) {
    return app.sql("SELECT id FROM item WHERE id = 1")
        .mapValue(Integer.class)
        .one()
        .contextWrite(withSchema(schema(stage, tenant)));
  }

  private Mono<Report> turns(IntFunction<Mono<?>> tenant) {
    List<Samples> flood = new CopyOnWriteArrayList<>();
    Mono<Samples> others =
        new Arrivals(share * OTHERS, turn).of(number -> tenant.apply(1 + number % OTHERS));
    Mono<Samples> flooding =
        new Arrivals(share * TIMES, turn).of(number -> tenant.apply(0)).doOnNext(flood::add);
    return Turns.of(rounds, others, Mono.zip(others, flooding).map(both -> both.getT1()))
        .map(turns -> report(turns, flood));
  }

  private Report report(Turns turns, List<Samples> flood) {
    Report report =
        new Report(
            "flood, %s, one tenant of %d a second beside %d of %d, pool of %d, %d for each, %d ms away"
                .formatted(
                    server.kind(),
                    share * TIMES,
                    OTHERS,
                    share,
                    POOL.maxSize(),
                    POOL.maxPerTenant(),
                    2 * EACH_WAY.toMillis()));
    return turns
        .addTo(report, "in the flood")
        .figure("success of the others", "%.3f %%", turns.success())
        .requests("the others in the flood", turns.disturbed())
        .requests("the tenant that floods", flood)
        .promise(Promise.always("99.9 % of the others succeed", turns.success() >= SUCCESS))
        .promise(Promise.ofTime("p99 within 3 times", turns.ratio().median() <= MOST));
  }
}
