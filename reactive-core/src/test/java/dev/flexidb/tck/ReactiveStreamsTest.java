package dev.flexidb.tck;

import dev.flexidb.DatabaseOperation;
import dev.flexidb.batch.BatchResult;
import dev.flexidb.batch.Outcome;
import dev.flexidb.connection.LogicalConnection;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Our own publishers obey Reactive Streams, as its TCK tells. */
@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("S11: Reactive Streams")
class ReactiveStreamsTest {

  /** More rows than the driver fetches ahead. */
  private static final long MANY = 1_000;

  @Nested
  class Execute extends PublisherRules<Result> {
    Execute(TestDatabase database) {
      super(database, MANY);
    }

    @Override
    public Publisher<Result> createPublisher(long elements) {
      if (elements == 0) {
        return Flux.<Result>empty();
      }
      Statement statement = open().createStatement("SELECT $1::int");
      for (int i = 1; i <= elements; i++) {
        statement.bind(0, i);
        if (i < elements) {
          statement.add();
        }
      }
      // The next Result comes when the one before it is read.
      return Flux.from(statement.execute())
          .cast(Result.class)
          .doOnNext(result -> Flux.from(result.getRowsUpdated()).subscribe());
    }

    @Override
    public Publisher<Result> createFailedPublisher() {
      LogicalConnection connection = open();
      Statement statement = connection.createStatement("SELECT 1");
      connection.close().block();
      return Flux.from(statement.execute()).cast(Result.class);
    }
  }

  /** A Result with so many rows, or one that fails. */
  private static Result result(LogicalConnection connection, String sql) {
    return Objects.requireNonNull(
        Flux.from(connection.createStatement(sql).execute()).blockFirst());
  }

  private static String rows(long elements) {
    return "SELECT generate_series(1, " + elements + ")";
  }

  @Nested
  class MappedRows extends PublisherRules<Integer> {
    MappedRows(TestDatabase database) {
      super(database, MANY);
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
      return Flux.from(result(open(), rows(elements)).map(row -> row.get(0, Integer.class)));
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
      Result read = result(open(), rows(1));
      Flux.from(read.getRowsUpdated()).blockLast();
      return Flux.from(read.map(row -> row.get(0, Integer.class)));
    }
  }

  @Nested
  class FlatMappedSegments extends PublisherRules<Integer> {
    FlatMappedSegments(TestDatabase database) {
      super(database, MANY);
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
      return flatMapped(result(open(), rows(elements)));
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
      Result read = result(open(), rows(1));
      Flux.from(read.getRowsUpdated()).blockLast();
      return flatMapped(read);
    }

    private static Publisher<Integer> flatMapped(Result result) {
      return Flux.from(
          result.flatMap(
              segment ->
                  segment instanceof Result.RowSegment row
                      ? Flux.just(Objects.requireNonNull(row.row().get(0, Integer.class)))
                      : Flux.empty()));
    }
  }

  @Nested
  class RowsUpdated extends PublisherRules<Long> {
    RowsUpdated(TestDatabase database) {
      super(database, 1);
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
      return result(open(), "CREATE TEMPORARY TABLE t AS SELECT 1").getRowsUpdated();
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
      Result read = result(open(), rows(1));
      Flux.from(read.getRowsUpdated()).blockLast();
      return read.getRowsUpdated();
    }
  }

  @Nested
  class Create extends PublisherRules<Connection> {
    Create(TestDatabase database) {
      super(database, 1);
    }

    @Override
    public Publisher<Connection> createPublisher(long elements) {
      return Flux.from(app().create()).cast(Connection.class);
    }

    @Override
    public Publisher<Connection> createFailedPublisher() {
      return Flux.error(new IllegalStateException("creating a connection sends nothing"));
    }
  }

  @Nested
  class Commit extends PublisherRules<Void> {
    Commit(TestDatabase database) {
      super(database, 0);
    }

    @Override
    public Publisher<Void> createPublisher(long elements) {
      LogicalConnection connection = open();
      connection.beginTransaction().block();
      Flux.from(result(connection, "SELECT 1").getRowsUpdated()).blockLast();
      return connection.commitTransaction();
    }

    @Override
    public Publisher<Void> createFailedPublisher() {
      LogicalConnection connection = open();
      connection.close().block();
      return connection.commitTransaction();
    }
  }

  @Nested
  class Close extends PublisherRules<Void> {
    Close(TestDatabase database) {
      super(database, 0);
    }

    @Override
    public Publisher<Void> createPublisher(long elements) {
      return open().close();
    }

    @Override
    public Publisher<Void> createFailedPublisher() {
      return Flux.error(new IllegalStateException("closing never fails"));
    }
  }

  private static final Map<String, DatabaseOperation> ONE =
      Map.of("app", database -> database.sql("SELECT 1").fetch().one());

  @Nested
  class Batch extends PublisherRules<BatchResult> {
    Batch(TestDatabase database) {
      super(database, 1);
    }

    @Override
    public Publisher<BatchResult> createPublisher(long elements) {
      return db().batch(ONE);
    }

    @Override
    public Publisher<BatchResult> createFailedPublisher() {
      return db().batch(Map.of("missing", database -> Flux.empty()));
    }
  }

  @Nested
  class BatchSettled extends PublisherRules<Map<String, Outcome<Object>>> {
    BatchSettled(TestDatabase database) {
      super(database, 1);
    }

    @Override
    public Publisher<Map<String, Outcome<Object>>> createPublisher(long elements) {
      return db().batchSettled(ONE);
    }

    @Override
    public Publisher<Map<String, Outcome<Object>>> createFailedPublisher() {
      return db().batchSettled(Map.of("missing", database -> Flux.empty()));
    }
  }
}
