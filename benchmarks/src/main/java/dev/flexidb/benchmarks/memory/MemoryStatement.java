package dev.flexidb.benchmarks.memory;

import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import reactor.core.publisher.Flux;

/** Answers each of the statements in its text, which end with a semicolon and a space. */
final class MemoryStatement implements Statement {

  private static final Flux<Result> ONE = Flux.just(new MemoryResult());
  private static final Flux<Result> TWO = Flux.just(new MemoryResult(), new MemoryResult());

  private final Flux<Result> results;

  MemoryStatement(String sql) {
    this.results = sql.contains("; ") ? TWO : ONE;
  }

  @Override
  public Flux<Result> execute() {
    return results;
  }

  @Override
  public Statement add() {
    return this;
  }

  @Override
  public Statement bind(int index, Object value) {
    return this;
  }

  @Override
  public Statement bind(String name, Object value) {
    return this;
  }

  @Override
  public Statement bindNull(int index, Class<?> type) {
    return this;
  }

  @Override
  public Statement bindNull(String name, Class<?> type) {
    return this;
  }

  @Override
  public Statement returnGeneratedValues(String... columns) {
    return this;
  }

  @Override
  public Statement fetchSize(int rows) {
    return this;
  }
}
