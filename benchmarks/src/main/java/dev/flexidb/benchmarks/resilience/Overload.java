package dev.flexidb.benchmarks.resilience;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Twenty times as many requests come as the pool can serve; then a fifth of what it can. The queue
 * is as long as may be waited for, half a second.
 *
 * @param peak how long the peak is measured
 * @param overload how long it lasts
 */
public record Overload(DatabaseServer server, Duration peak, Duration overload)
    implements Scenario {

  private static final int TIMES = 20;
  private static final int POOL = 4;
  private static final int QUEUE = 100;
  private static final Duration EACH_WAY = Duration.ofMillis(10);
  private static final double GOODPUT = 0.8;
  private static final Duration HEALTHY = Duration.ofSeconds(1);
  private static final Duration AFTER = Duration.ofSeconds(4);

  /** What a request may take when all is well again. */
  private static final Duration PATIENCE = Duration.ofMillis(250);

  @Override
  public Mono<Report> run() {
    return Stage.using(() -> Stage.open(server, EACH_WAY), this::on, Stage::close);
  }

  private Mono<Report> on(Stage stage) {
    PoolConfig pool = PoolConfig.DEFAULTS.withMaxSize(POOL).withMaxPending(QUEUE);
    return Mono.usingWhen(
        Mono.fromSupplier(
            () ->
                ReactiveFlexiDb.builder()
                    .database("app", DatabaseConfig.of(stage.url()).withPool(pool))
                    .build()),
        db -> peak(db.get("app")).then(peak(db.get("app"))).flatMap(most -> over(db, most)),
        ReactiveFlexiDb::close);
  }

  private static Mono<Integer> one(Database app) {
    return app.sql("SELECT 1").mapValue(Integer.class).one();
  }

  /** Requests in a second of twice as many callers as there are connections, one by one. */
  private Mono<Double> peak(Database app) {
    return Mono.defer(
        () -> {
          LongAdder done = new LongAdder();
          long begun = System.nanoTime();
          return Flux.range(0, 2 * POOL)
              .flatMap(
                  caller ->
                      one(app)
                          .doOnNext(answer -> done.increment())
                          .repeat(() -> System.nanoTime() - begun < peak.toNanos()))
              .then(Mono.fromSupplier(() -> done.sum() * 1e9 / (System.nanoTime() - begun)));
        });
  }

  private Mono<Report> over(ReactiveFlexiDb db, double most) {
    Database app = db.get("app");
    long begun = System.nanoTime();
    return Mono.zip(
            new Arrivals((int) (TIMES * most), overload).of(number -> one(app)),
            Mono.delay(overload)
                .then(Mono.defer(() -> after(app, most)))
                .zipWith(
                    Mono.delay(overload).then(Mono.defer(db::health)).map(all -> all.get("app"))))
        .map(
            seen ->
                report(
                    most,
                    begun,
                    seen.getT1(),
                    seen.getT2().getT1(),
                    Boolean.TRUE.equals(seen.getT2().getT2())));
  }

  private static Mono<Samples> after(Database app, double most) {
    return new Arrivals((int) Math.max(1, most / 5), AFTER).of(number -> one(app));
  }

  private Report report(double most, long begun, Samples during, Samples after, boolean healthy) {
    double goodput = during.goodput(begun + overload.toNanos() / 10, begun + overload.toNanos());
    Optional<Duration> well = after.wellBehind(after.intended(0), PATIENCE);
    return new Report(
            "overload, %s, %d times the peak for %d s, pool of %d, %d may wait, %d ms away"
                .formatted(
                    server.kind(),
                    TIMES,
                    overload.toSeconds(),
                    POOL,
                    QUEUE,
                    2 * EACH_WAY.toMillis()))
        .figure("peak; goodput; share", "%.0f/s; %.0f/s; %.2f", most, goodput, goodput / most)
        .figure("time to healthy", "%s", well.map(in -> in.toMillis() + " ms").orElse("not seen"))
        .requests("in the overload", List.of(during))
        .requests("after it", List.of(after))
        .promise(Promise.always("health() says so right after it", healthy))
        .promise(Promise.ofTime("goodput of 80 %", goodput >= GOODPUT * most))
        .promise(
            Promise.ofTime(
                "healthy within 1 s", well.filter(in -> in.compareTo(HEALTHY) <= 0).isPresent()));
  }
}
