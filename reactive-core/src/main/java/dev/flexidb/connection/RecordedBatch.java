package dev.flexidb.connection;

import dev.flexidb.family.Parameters;
import dev.flexidb.family.Work;
import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A batch that remembers its statements, because its connection comes later. */
final class RecordedBatch implements Batch {

  private final Function<String, Parameters> parser;
  private final Function<Work, Flux<Result>> execution;
  private final List<String> statements = new ArrayList<>();

  RecordedBatch(Function<String, Parameters> parser, Function<Work, Flux<Result>> execution) {
    this.parser = parser;
    this.execution = execution;
  }

  @Override
  public Batch add(String sql) {
    if (sql == null) {
      throw new IllegalArgumentException("sql must not be null");
    }
    if (parser.apply(sql).areCertain()) {
      throw new IllegalArgumentException("a batch takes no parameters: use a Statement with add()");
    }
    statements.add(sql);
    return this;
  }

  @Override
  public Flux<Result> execute() {
    if (statements.isEmpty()) {
      throw new IllegalStateException("the batch is empty: add a statement first");
    }
    return execution.apply(recorded(List.copyOf(statements)));
  }

  private static Recorded recorded(List<String> statements) {
    String joined = String.join("; ", statements);
    String withoutEnds =
        statements.stream().map(RecordedBatch::withoutEnd).collect(Collectors.joining(";"));
    return new Recorded(
        joined, statements, List.of(statements, List.of(joined), List.of(withoutEnds)));
  }

  /** As MySQL's driver sends it, which drops a last semicolon and the blanks behind it. */
  private static String withoutEnd(String statement) {
    String text = statement.stripTrailing();
    return text.endsWith(";") ? text.substring(0, text.length() - 1) : statement;
  }

  private record Recorded(String sql, List<String> statements, List<List<String>> readings)
      implements Work {

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
      Batch batch = connection.createBatch();
      batch.add(before + statements.get(0));
      statements.stream().skip(1).forEach(batch::add);
      return batch.execute();
    }

    @Override
    public Publisher<? extends Result> executeOn(Function<String, Statement> statements) {
      return statements.apply(sql).execute();
    }
  }
}
