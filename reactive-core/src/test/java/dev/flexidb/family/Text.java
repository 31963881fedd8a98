package dev.flexidb.family;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A text that is read, and never sent. */
record Text(String sql) implements Work {
  @Override
  public boolean isText() {
    return true;
  }

  @Override
  public boolean isBound() {
    return false;
  }

  @Override
  public boolean runsOnce() {
    return true;
  }

  @Override
  public Publisher<? extends Result> executeOn(Connection connection, String before) {
    return Flux.empty();
  }

  @Override
  public Publisher<? extends Result> executeOn(Function<String, Statement> statements) {
    return Flux.empty();
  }
}
