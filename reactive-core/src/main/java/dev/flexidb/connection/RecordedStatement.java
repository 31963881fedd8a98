package dev.flexidb.connection;

import dev.flexidb.family.Parameters;
import dev.flexidb.family.Work;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * A statement that remembers what it was told, because its connection comes later. Arguments that
 * no driver accepts are refused at once; the rest is the driver's to judge when it is executed.
 */
final class RecordedStatement implements Statement {

  private final String sql;
  private final Function<Work, Flux<Result>> execution;
  private final Function<String, Parameters> parser;
  private final List<Consumer<Statement>> calls = new ArrayList<>();
  private @Nullable Parameters parameters;
  private final BitSet row = new BitSet();

  /** Some parameters were bound by names that only the driver can tell. */
  private boolean named;

  private boolean bound;
  private boolean added;
  private boolean addedLast;
  private int fetchSize;

  RecordedStatement(
      String sql, Function<String, Parameters> parser, Function<Work, Flux<Result>> execution) {
    this.sql = sql;
    this.parser = parser;
    this.execution = execution;
  }

  private Parameters parameters() {
    Parameters known = parameters;
    if (known == null) {
      known = parser.apply(sql);
      parameters = known;
    }
    return known;
  }

  @Override
  public Statement bind(int index, Object value) {
    requireValue(value);
    parameters().requireIndex(index);
    return bound(index, statement -> statement.bind(index, value));
  }

  @Override
  public Statement bind(String name, Object value) {
    require(name, "name");
    requireValue(value);
    return bound(parameters().indexOf(name), statement -> statement.bind(name, value));
  }

  @Override
  public Statement bindNull(int index, Class<?> type) {
    require(type, "type");
    parameters().requireIndex(index);
    return bound(index, statement -> statement.bindNull(index, type));
  }

  @Override
  public Statement bindNull(String name, Class<?> type) {
    require(name, "name");
    require(type, "type");
    return bound(parameters().indexOf(name), statement -> statement.bindNull(name, type));
  }

  private Statement bound(int index, Consumer<Statement> call) {
    calls.add(call);
    if (index < 0) {
      named = true;
    } else {
      row.set(index);
    }
    bound = true;
    addedLast = false;
    return this;
  }

  @Override
  public Statement add() {
    if (!bound || addedLast) {
      throw new IllegalStateException("add() must follow the values of a row: bind them first");
    }
    requireWholeRow();
    calls.add(Statement::add);
    row.clear();
    added = true;
    addedLast = true;
    return this;
  }

  @Override
  public Statement fetchSize(int rows) {
    if (rows < 0) {
      throw new IllegalArgumentException("fetch size must not be negative, and is " + rows);
    }
    fetchSize = rows;
    return this;
  }

  @Override
  public Statement returnGeneratedValues(String... columns) {
    require(columns, "columns");
    String[] names = columns.clone();
    calls.add(statement -> statement.returnGeneratedValues(names));
    return this;
  }

  private static void require(@Nullable Object argument, String name) {
    if (argument == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
  }

  private static void requireValue(@Nullable Object value) {
    require(value, "value");
    if (value instanceof Class) {
      throw new IllegalArgumentException("a Class is no value: use bindNull for a null of a type");
    }
  }

  private void requireWholeRow() {
    Parameters known = parameters();
    if (known.areCertain() && !named && row.cardinality() < known.count()) {
      throw new IllegalStateException(
          "the statement has %d parameters, and %d of them were bound"
              .formatted(known.count(), row.cardinality()));
    }
  }

  @Override
  public Flux<Result> execute() {
    requireWholeRow();
    return execution.apply(new Recorded(sql, List.copyOf(calls), bound, !added, fetchSize));
  }

  private record Recorded(
      String sql, List<Consumer<Statement>> calls, boolean isBound, boolean runsOnce, int fetchSize)
      implements Work {

    @Override
    public boolean isText() {
      return !isBound && fetchSize == 0;
    }

    @Override
    public Publisher<? extends Result> executeOn(Connection connection, String before) {
      return execute(connection.createStatement(before + sql));
    }

    @Override
    public Publisher<? extends Result> executeOn(Function<String, Statement> statements) {
      return execute(statements.apply(sql));
    }

    private Publisher<? extends Result> execute(Statement statement) {
      calls.forEach(call -> call.accept(statement));
      if (fetchSize != 0 || !isBound) {
        statement.fetchSize(fetchSize);
      }
      return statement.execute();
    }
  }
}
