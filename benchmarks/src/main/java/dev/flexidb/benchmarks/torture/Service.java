package dev.flexidb.benchmarks.torture;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a service does for a tenant: it reads, writes, takes back, nests and fails. */
final class Service {

  /** Work that holds one connection while it waits for another: fewer than a pool has. */
  private static final int NESTING = 3;

  /** Of many rows, the one behind which something else is asked. */
  private static final int EVERY = 700;

  private final ConnectionFactory factory;
  private final Judge judge;
  private final Ledger ledger;
  private final Semaphore nesting = new Semaphore(NESTING);

  Service(ConnectionFactory factory, Judge judge, Ledger ledger) {
    this.factory = factory;
    this.judge = judge;
    this.ledger = ledger;
  }

  /**
   * One piece of work, chosen at random.
   *
   * @param atCommit told when the work is about to commit
   */
  Flux<?> anything(SplittableRandom random, TenantQueries queries, Runnable atCommit) {
    Borrowing[] ways = Borrowing.values();
    Piece piece =
        new Piece(queries, ways[random.nextInt(ways.length)], size(random), random.nextBoolean());
    return switch (random.nextInt(16)) {
      case 0 -> piece.written();
      case 1 -> piece.committed(atCommit);
      case 2 -> piece.rolledBack();
      case 3 -> piece.nestedOnItsConnection();
      case 4 -> piece.nestedOnAnother();
      case 5 -> piece.zippedWithAnError();
      case 6 -> piece.merged();
      case 7 -> piece.with(queries::batch);
      case 8 -> random.nextInt(4) == 0 ? piece.with(queries::slow) : piece.read();
      default -> piece.read();
    };
  }

  private static int size(SplittableRandom random) {
    int dice = random.nextInt(20);
    return dice < 10 ? 1 : dice < 17 ? 100 : Ground.ROWS;
  }

  /** One piece of work for one tenant. */
  private final class Piece {

    private final TenantQueries queries;
    private final Borrowing borrowing;
    private final int rows;
    private final boolean bound;

    Piece(TenantQueries queries, Borrowing borrowing, int rows, boolean bound) {
      this.queries = queries;
      this.borrowing = borrowing;
      this.rows = rows;
      this.bound = bound;
    }

    <T> Flux<T> with(Function<Connection, Publisher<T>> work) {
      return borrowing.with(factory, judge, work);
    }

    Flux<String> read() {
      return with(this::read);
    }

    private Flux<String> read(Connection connection) {
      return queries.read(connection, rows, bound);
    }

    private Flux<String> all(Connection connection) {
      return queries.read(connection, Ground.ROWS, bound);
    }

    Flux<?> written() {
      return with(c -> queries.write(c, ledger.next(), true));
    }

    Flux<?> committed(Runnable atCommit) {
      long id = ledger.next();
      return with(
          c ->
              Mono.from(c.beginTransaction())
                  .thenMany(read(c))
                  .concatWith(queries.write(c, id, false).then(Mono.empty()))
                  .concatWith(
                      Mono.defer(() -> Mono.from(c.commitTransaction()))
                          .doOnSubscribe(begun -> atCommit.run())
                          .doOnSuccess(done -> ledger.kept(id))
                          .doOnCancel(judge.cutsAtCommit::increment)
                          .then(Mono.empty())));
    }

    Flux<?> rolledBack() {
      long id = ledger.next();
      return with(
          c ->
              Mono.from(c.beginTransaction())
                  .then(queries.write(c, id, false))
                  .thenMany(read(c))
                  .concatWith(
                      Mono.defer(() -> Mono.from(c.rollbackTransaction()))
                          .doOnSuccess(done -> ledger.undone(id))
                          .then(Mono.empty())));
    }

    Flux<?> merged() {
      return with(c -> Flux.merge(read(c), queries.read(c, 100, !bound)));
    }

    Flux<?> nestedOnItsConnection() {
      return with(
          c -> all(c).index().flatMap(row -> row.getT1() % EVERY == 0 ? read(c) : Mono.empty()));
    }

    Flux<?> nestedOnAnother() {
      Flux<?> nested =
          with(
              outer ->
                  all(outer)
                      .index()
                      .concatMap(row -> row.getT1() % EVERY == 0 ? read() : Mono.empty()));
      return Flux.using(
          nesting::tryAcquire,
          may -> may ? nested : read(),
          may -> {
            if (may) {
              nesting.release();
            }
          });
    }

    Flux<?> zippedWithAnError() {
      return Mono.zip(read().collectList(), with(queries::wrong).then().thenReturn(1)).flux();
    }
  }
}
