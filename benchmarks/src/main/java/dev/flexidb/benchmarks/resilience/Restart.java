package dev.flexidb.benchmarks.resilience;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * A server is restarted under load, everything at its default: half of the requests read, a quarter
 * writes in autocommit, a quarter in a transaction.
 *
 * @param perSecond requests
 * @param before how long it runs first
 * @param after how long it runs after that, the restart included
 * @param crash whether it is killed instead of stopped
 */
public record Restart(
    DatabaseKind server, int perSecond, Duration before, Duration after, boolean crash)
    implements Scenario {

  /** What a request may take when all is well again. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Duration AGAIN = Duration.ofMillis(200);
  private static final int TRIES = 150;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final Duration FULL_RATE = Duration.ofSeconds(2);

  @Override
  public Mono<Report> run() {
    return Stage.using(
        () -> DatabaseServers.start(server),
        own ->
            Stage.using(() -> created(own), database -> under(own, database), TestDatabase::close),
        DatabaseServer::close);
  }

  private static TestDatabase created(DatabaseServer own) {
    TestDatabase database = own.createDatabase();
    database.execute(
        "CREATE TABLE item (id int PRIMARY KEY)", "INSERT INTO item VALUES (1)", Writes.TABLE);
    return database;
  }

  private Mono<Report> under(DatabaseServer own, TestDatabase database) {
    return Mono.usingWhen(
        Mono.fromSupplier(
            () ->
                ReactiveFlexiDb.builder()
                    .database("app", DatabaseConfig.of(database.r2dbcUrl()))
                    .build()),
        db ->
            new Arrivals(perSecond, before.plus(after))
                .of(number -> request(db.get("app"), number))
                .zipWith(Mono.delay(before).then(restarted(own)))
                .flatMap(
                    seen ->
                        comesBack(db.get("app"))
                            .zipWith(Writes.in(database))
                            .map(
                                then ->
                                    report(
                                        seen.getT1(), seen.getT2(), then.getT1(), then.getT2()))),
        ReactiveFlexiDb::close);
  }

  private static Mono<Boolean> comesBack(Database app) {
    return Mono.defer(() -> request(app, 0))
        .retryWhen(Retry.fixedDelay(TRIES, AGAIN))
        .thenReturn(true)
        .onErrorReturn(false);
  }

  private static boolean isWrite(int number) {
    return number % 2 == 1;
  }

  private static Mono<?> request(Database app, int number) {
    if (!isWrite(number)) {
      return app.sql("SELECT id FROM item WHERE id = 1").mapValue(Integer.class).one();
    }
    return number % 4 == 1
        ? Writes.one(app.client(), number)
        : app.inTransaction(client -> Writes.one(client, number)).single();
  }

  /**
   * When it was.
   *
   * @param begun when it was told to end
   * @param opened when the port was open again
   */
  private record Downtime(long begun, long opened) {}

  private Mono<Downtime> restarted(DatabaseServer own) {
    return Stage.onWaitingThread(
            () -> {
              long begun = System.nanoTime();
              if (crash) {
                own.kill();
              } else {
                own.stop();
              }
              return begun;
            })
        .flatMap(
            begun ->
                Stage.onWaitingThread(() -> PortWatch.awaitOpen(own))
                    .zipWith(Stage.onWaitingThread(own::start).thenReturn(true))
                    .map(done -> new Downtime(begun, done.getT1())));
  }

  private Report report(Samples requests, Downtime down, boolean isBack, Writes writes) {
    writes.compare(requests, Restart::isWrite);
    Optional<Duration> well = requests.wellBehind(down.opened(), PATIENCE);
    return new Report(
            "restart, %s, %d requests a second%s"
                .formatted(server, perSecond, crash ? ", killed" : ""))
        .requests("all", List.of(requests))
        .figure("port closed", "%d ms", (down.opened() - down.begun()) / 1_000_000)
        .figure(
            "full rate after the port opened",
            "%s",
            well.map(after -> after.toMillis() + " ms").orElse("not seen"))
        .figure(
            "of the last second before, succeeded",
            "%.0f",
            requests.goodput(down.begun() - SECOND, down.begun()))
        .figure("longest request", "%.0f ms", requests.longest())
        .figure(
            "writes acknowledged; of these lost; doubled",
            "%,d; %d; %d",
            writes.acknowledged(),
            writes.lost(),
            writes.doubled())
        .figure("writes that failed and are there", "%d", writes.keptThoughFailed())
        .promise(Promise.always("no acknowledged write lost", writes.lost() == 0))
        .promise(Promise.always("no write doubled", writes.doubled() == 0))
        .promise(
            Promise.always(
                "none there that failed, but with an unknown outcome",
                writes.keptThoughFailed() == 0))
        .promise(Promise.always("it comes back", isBack))
        .promise(
            Promise.ofTime(
                "full rate within 2 s",
                well.filter(in -> in.compareTo(FULL_RATE) <= 0).isPresent()));
  }
}
