package dev.flexidb.benchmarks.torture;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is asked for one tenant. Every row must name the tenant, every result must be whole, and
 * writes go into the ledger.
 */
record TenantQueries(String tenant, Ground ground, Judge judge, Ledger ledger) {

  /** Reads the first rows. */
  Flux<String> read(Connection connection, int rows, boolean bound) {
    String sql = "SELECT tenant FROM item WHERE id <= " + (bound ? ground.marker(0) : rows);
    return checked(
        rows,
        () -> {
          Statement statement = connection.createStatement(sql);
          return (bound ? statement.bind(0, rows) : statement).execute();
        });
  }

  /** Two texts, of 100 rows and of one. */
  Flux<String> batch(Connection connection) {
    return checked(
        101,
        () ->
            connection
                .createBatch()
                .add("SELECT tenant FROM item WHERE id <= 100")
                .add("SELECT tenant FROM item WHERE id <= 1")
                .execute());
  }

  /** One row, for which the server takes longer than a caller who gave up waits for the end. */
  Flux<String> slow(Connection connection) {
    String sleep = ground.isPostgreSql() ? "pg_sleep(0.15)" : "sleep(0.15)";
    String sql = "SELECT tenant, " + sleep + " FROM item WHERE id = " + ground.marker(0);
    return checked(1, () -> connection.createStatement(sql).bind(0, 1).execute());
  }

  /** Fails: there is no such table. */
  Flux<String> wrong(Connection connection) {
    return checked(
        0, () -> connection.createStatement("SELECT tenant FROM missing WHERE id = 1").execute());
  }

  private Flux<String> checked(int rows, Supplier<Publisher<? extends Result>> results) {
    return Flux.defer(
        () -> {
          AtomicLong seen = new AtomicLong();
          return asked(results)
              .concatMap(result -> result.map(row -> String.valueOf(row.get(0, String.class))))
              .doOnNext(
                  owner -> {
                    seen.incrementAndGet();
                    judge.row(tenant, owner);
                  })
              .doOnCancel(() -> judge.cut(seen.get() == 0))
              .doOnComplete(() -> judge.result(rows, seen.get()));
        });
  }

  /**
   * Writes an entry; the ledger learns of it.
   *
   * @param alone whether its end means that it is committed
   */
  Mono<Void> write(Connection connection, long id, boolean alone) {
    String sql =
        "INSERT INTO ledger (id, tenant) VALUES (%s, %s)"
            .formatted(ground.marker(0), ground.marker(1));
    return Mono.defer(
        () -> {
          AtomicBoolean ended = new AtomicBoolean();
          return asked(() -> connection.createStatement(sql).bind(0, id).bind(1, tenant).execute())
              .concatMap(Result::getRowsUpdated)
              .doOnComplete(
                  () -> {
                    ended.set(true);
                    if (alone) {
                      ledger.kept(id);
                    }
                  })
              .doOnCancel(
                  () -> {
                    if (!ended.get()) {
                      judge.cut(true);
                    }
                  })
              .then();
        });
  }

  private Flux<Result> asked(Supplier<Publisher<? extends Result>> results) {
    return Flux.defer(
        () -> {
          judge.queries.increment();
          return Flux.from(results.get());
        });
  }
}
