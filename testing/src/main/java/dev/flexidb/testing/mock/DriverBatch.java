package dev.flexidb.testing.mock;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Result;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Flux;

/** A batch of a {@link DriverConnection}: each of its texts is a call. */
final class DriverBatch implements Batch {

  private final DriverConnection connection;
  private final List<String> texts = new ArrayList<>();

  DriverBatch(DriverConnection connection) {
    this.connection = connection;
  }

  @Override
  public Batch add(String sql) {
    texts.add(sql);
    return this;
  }

  @Override
  public Flux<Result> execute() {
    return Flux.fromIterable(List.copyOf(texts))
        .concatMap(text -> connection.execute(text, List.of(List.of())));
  }
}
