package dev.flexidb.tck;

import dev.flexidb.Tenancy;
import dev.flexidb.TenantSwitch;
import dev.flexidb.connection.LogicalConnection;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * As {@link ReactiveStreamsTest}, in a tenant: the publishers whose statements take their tenant
 * along, each on the ways that differ for it.
 */
@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("S11: Reactive Streams, in a tenant")
class TenantStreamsTest {

  /** Enough for every rule that asks for more than one. */
  private static final long SOME = 50;

  private static Tenancy told(TenantSwitch way) {
    return Tenancy.schemaPerTenant().switchedBy(way);
  }

  /** The rows of a statement with parameters. */
  abstract static class BoundRows extends PublisherRules<Integer> {
    BoundRows(TestDatabase database, TenantSwitch way) {
      super(database, SOME, told(way));
    }

    private static Publisher<Integer> rows(Result result) {
      return Flux.from(result.map(row -> row.get(0, Integer.class)));
    }

    private Result result(long elements) {
      Statement statement = open().createStatement("SELECT generate_series(1, $1::int)");
      return Objects.requireNonNull(
          Flux.from(statement.bind(0, (int) elements).execute()).blockFirst());
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
      return rows(result(elements));
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
      Result read = result(1);
      Flux.from(read.getRowsUpdated()).blockLast();
      return rows(read);
    }
  }

  @Nested
  class BoundRowsInOneFlight extends BoundRows {
    BoundRowsInOneFlight(TestDatabase database) {
      super(database, TenantSwitch.ONE_FLIGHT);
    }
  }

  @Nested
  class BoundRowsPipelined extends BoundRows {
    BoundRowsPipelined(TestDatabase database) {
      super(database, TenantSwitch.PIPELINED);
    }
  }

  /** The rows of a text: the same on both ways. */
  @Nested
  class TextRows extends PublisherRules<Integer> {
    TextRows(TestDatabase database) {
      super(database, SOME, told(TenantSwitch.ONE_FLIGHT));
    }

    private Result result(long elements) {
      String sql = "SELECT generate_series(1, " + elements + ")";
      return Objects.requireNonNull(Flux.from(open().createStatement(sql).execute()).blockFirst());
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
      return Flux.from(result(elements).map(row -> row.get(0, Integer.class)));
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
      Result read = result(1);
      Flux.from(read.getRowsUpdated()).blockLast();
      return Flux.from(read.map(row -> row.get(0, Integer.class)));
    }
  }

  /** The Results of several rows of parameters. */
  abstract static class Execute extends PublisherRules<Result> {
    Execute(TestDatabase database, TenantSwitch way) {
      super(database, SOME, told(way));
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
      return read(Flux.from(statement.execute()).cast(Result.class));
    }

    @Override
    public Publisher<Result> createFailedPublisher() {
      LogicalConnection connection = open();
      Statement statement = connection.createStatement("SELECT $1::int").bind(0, 1);
      connection.close().block();
      return Flux.from(statement.execute()).cast(Result.class);
    }
  }

  /** The next Result comes when the one before it is read. */
  private static Flux<Result> read(Flux<Result> results) {
    return results.doOnNext(result -> Flux.from(result.getRowsUpdated()).subscribe());
  }

  @Nested
  class ExecuteInOneFlight extends Execute {
    ExecuteInOneFlight(TestDatabase database) {
      super(database, TenantSwitch.ONE_FLIGHT);
    }
  }

  @Nested
  class ExecutePipelined extends Execute {
    ExecutePipelined(TestDatabase database) {
      super(database, TenantSwitch.PIPELINED);
    }
  }

  /** The Results of a batch, which is a text: the same on both ways. */
  @Nested
  class BatchResults extends PublisherRules<Result> {
    BatchResults(TestDatabase database) {
      super(database, SOME, told(TenantSwitch.ONE_FLIGHT));
    }

    @Override
    public Publisher<Result> createPublisher(long elements) {
      Batch batch = open().createBatch();
      for (long i = 0; i < elements; i++) {
        batch.add("SELECT " + i);
      }
      return elements == 0
          ? Flux.<Result>empty()
          : read(Flux.from(batch.execute()).cast(Result.class));
    }

    @Override
    public Publisher<Result> createFailedPublisher() {
      LogicalConnection connection = open();
      Batch batch = connection.createBatch().add("SELECT 1");
      connection.close().block();
      return Flux.from(batch.execute()).cast(Result.class);
    }
  }
}
