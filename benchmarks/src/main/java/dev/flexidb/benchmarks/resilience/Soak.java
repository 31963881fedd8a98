package dev.flexidb.benchmarks.resilience;

import static dev.flexidb.Deadline.withDeadline;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Cancels and errors, for a long time: statements that are given up at any moment, deadlines, SQL
 * errors, transactions that fail, and every few seconds all connections are cut.
 *
 * @param perSecond requests
 * @param looks how often memory, descriptors and threads are looked at
 */
public record Soak(DatabaseServer server, int perSecond, Duration time, int looks)
    implements Scenario {

  private static final Duration CUT_EVERY = Duration.ofSeconds(5);
  private static final int GIVEN_UP_MILLIS = 20;

  @Override
  public Mono<Report> run() {
    return Stage.using(this::open, this::on, Stage::close);
  }

  private Stage open() {
    Stage stage = Stage.open(server, Duration.ofMillis(1));
    stage
        .database()
        .execute("CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)");
    return stage;
  }

  private Mono<Report> on(Stage stage) {
    return Mono.usingWhen(
        Mono.fromSupplier(
            () ->
                ReactiveFlexiDb.builder().database("app", DatabaseConfig.of(stage.url())).build()),
        db -> soaked(stage, db),
        ReactiveFlexiDb::close);
  }

  private Mono<Report> soaked(Stage stage, ReactiveFlexiDb db) {
    Database app = db.get("app");
    Flux<Long> cuts =
        Flux.interval(CUT_EVERY)
            .onBackpressureDrop()
            .concatMap(tick -> Stage.onWaitingThread(stage.proxy()::reset).thenReturn(tick));
    // Second by second, or what is noted of each request would be what grows.
    Mono<List<Vitals>> seen =
        Flux.interval(time.dividedBy(looks))
            .onBackpressureDrop()
            .concatMap(tick -> Stage.onWaitingThread(Vitals::now))
            .take(looks)
            .collectList();
    Totals totals = new Totals();
    return Flux.merge(seen, cuts.then(Mono.<List<Vitals>>empty()))
        .next()
        .zipWith(
            Flux.defer(() -> new Arrivals(perSecond, Duration.ofSeconds(1)).of(n -> any(app)))
                .repeat(Math.max(0, time.toSeconds() - 1))
                .doOnNext(totals::add)
                .then(Mono.just(totals)))
        .delayUntil(both -> atRest(db))
        .map(both -> report(both.getT1(), totals, db));
  }

  /** What was given up last is cleaned in a moment. */
  private static Mono<Integer> atRest(ReactiveFlexiDb db) {
    return Mono.fromSupplier(() -> active(db))
        .filter(active -> active == 0)
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(50)).take(100));
  }

  private static int active(ReactiveFlexiDb db) {
    return db.stats().values().stream().mapToInt(stats -> stats.activeConnections()).sum();
  }

  private Mono<?> any(Database app) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return switch (random.nextInt(8)) {
      case 0 ->
          app.sql(slow())
              .then()
              .timeout(Duration.ofMillis(random.nextInt(1, GIVEN_UP_MILLIS)), Mono.empty());
      case 1 ->
          app.sql(slow())
              .then()
              .contextWrite(withDeadline(Duration.ofMillis(random.nextInt(1, GIVEN_UP_MILLIS))));
      case 2 -> wrong(app.sql("SELECT none FROM item").then());
      case 3 -> wrong(app.sql("INSERT INTO item VALUES (1)").then());
      case 4 ->
          wrong(
              app.inTransaction(
                      client ->
                          client
                              .sql("DELETE FROM item")
                              .fetch()
                              .rowsUpdated()
                              .then(client.sql("SELECT none FROM item").then()))
                  .then());
      case 5 -> app.sql("SELECT id FROM item").fetch().all().take(1).then();
      default -> app.sql("SELECT id FROM item").mapValue(Integer.class).one();
    };
  }

  private String slow() {
    return server.kind() == DatabaseKind.POSTGRESQL ? "SELECT pg_sleep(1)" : "SELECT sleep(1)";
  }

  /** The statement is wrong on purpose; all else that it ends with is told. */
  private static Mono<Void> wrong(Mono<Void> statement) {
    return statement.onErrorComplete(error -> !Told.isTyped(error));
  }

  private Report report(List<Vitals> seen, Totals totals, ReactiveFlexiDb db) {
    Report report =
        totals.addTo(
            new Report(
                "soak, %s, %d s of %d requests a second"
                    .formatted(server.kind(), time.toSeconds(), perSecond)),
            "all");
    for (Vitals.Course course : Vitals.courses(seen)) {
      report
          .figure(
              course.name() + ": second quarter; last", "%,d; %,d", course.second(), course.last())
          .promise(Promise.ofTime(course.name() + ": flat within 5 %", course.isFlat()));
    }
    int active = active(db);
    return report
        .figure("connections in use afterwards", "%d", active)
        .promise(Promise.always("no connection is in use afterwards", active == 0));
  }
}
