package dev.flexidb.benchmarks.elsewhere;

import dev.flexidb.embedded.DatabaseKind;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Readers that ask for a few rows at a time, each on a thread of its own, and stop now and then for
 * a moment: what was sent meanwhile waits in the driver, and is asked for while more comes.
 *
 * @param time how long each of them begins with another result
 */
public record Readers(DatabaseKind kind, Duration time) {

  /** How many there are, each on a connection of its own. */
  public static final int READERS = 4;

  private static final int ROWS = 20_000;
  private static final int BYTES = 300;
  private static final int AT_A_TIME = 7;

  /** Results that are read on one connection. */
  private static final int TURNS = 5;

  /** More rows than the drivers fetch ahead come from one stop to the next. */
  private static final int ROWS_TO_STOP = 300;

  private static final long LONGEST_STOP = TimeUnit.MICROSECONDS.toNanos(500);
  private static final Duration ENDLESS = Duration.ofSeconds(20);

  /**
   * Reads on connections of this factory.
   *
   * @param begins whether in a transaction
   */
  public Mono<Found> read(ConnectionFactory factory, boolean begins) {
    Found found = new Found();
    return Flux.range(0, READERS)
        .flatMap(reader -> reader(factory, begins, found), READERS)
        .then(Mono.just(found));
  }

  private Mono<Void> reader(ConnectionFactory factory, boolean begins, Found found) {
    return Mono.using(
        () -> Schedulers.newSingle("elsewhere"),
        elsewhere -> {
          long end = System.nanoTime() + time.toNanos();
          return borrow(factory, begins, found, elsewhere)
              .onErrorComplete()
              .repeat(() -> System.nanoTime() < end)
              .then();
        },
        Scheduler::dispose);
  }

  private Mono<Void> borrow(
      ConnectionFactory factory, boolean begins, Found found, Scheduler elsewhere) {
    return Mono.usingWhen(
        factory.create(),
        connection -> {
          Mono<Void> first = begins ? Mono.from(connection.beginTransaction()) : Mono.<Void>empty();
          return first.then(one(connection, found, elsewhere).repeat(TURNS - 1).then());
        },
        connection -> Mono.from(connection.close()).timeout(ENDLESS).onErrorComplete());
  }

  private Mono<Void> one(Connection connection, Found found, Scheduler elsewhere) {
    return Flux.defer(() -> connection.createStatement(sql()).execute())
        .concatMap(result -> result.map(row -> row.get(0, Integer.class)), 1)
        .publishOn(elsewhere, AT_A_TIME)
        .doOnNext(id -> stopNowAndThen())
        .collectList()
        .timeout(ENDLESS)
        .doOnNext(ids -> found.ended(ids, ROWS))
        .doOnError(found::failed)
        .then();
  }

  private static void stopNowAndThen() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextInt(ROWS_TO_STOP) == 0) {
      long end = System.nanoTime() + random.nextLong(LONGEST_STOP);
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
  }

  private String sql() {
    return switch (kind) {
      case POSTGRESQL ->
          "SELECT i, repeat('x', %d) FROM generate_series(1, %d) i".formatted(BYTES, ROWS);
      case MARIADB -> "SELECT seq, repeat('x', %d) FROM seq_1_to_%d".formatted(BYTES, ROWS);
      case MYSQL ->
          ("WITH RECURSIVE s (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < %2$d)"
                  + " SELECT /*+ SET_VAR(cte_max_recursion_depth = %2$d) */ i, repeat('x', %1$d) FROM s")
              .formatted(BYTES, ROWS);
    };
  }
}
