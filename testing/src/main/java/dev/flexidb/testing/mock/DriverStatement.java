package dev.flexidb.testing.mock;

import io.r2dbc.spi.Parameter;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A statement of a {@link DriverConnection}. */
final class DriverStatement implements Statement {

  /** Indexes as numbers, names behind them: {@code $2} before {@code $10}, then by the alphabet. */
  private static final Comparator<Object> PARAMETERS =
      Comparator.<Object>comparingInt(
              key -> key instanceof Integer index ? index : Integer.MAX_VALUE)
          .thenComparing(key -> isNumbered(key) ? key.toString().length() : Integer.MAX_VALUE)
          .thenComparing(Object::toString);

  private final DriverConnection connection;
  private final String sql;
  private final List<List<@Nullable Object>> rows = new ArrayList<>();
  private Map<Object, @Nullable Object> bound = new TreeMap<>(PARAMETERS);

  DriverStatement(DriverConnection connection, String sql) {
    this.connection = connection;
    this.sql = sql;
  }

  private static boolean isNumbered(Object key) {
    return key.toString().startsWith("$");
  }

  @Override
  public Statement add() {
    rows.add(new ArrayList<>(bound.values()));
    bound = new TreeMap<>(PARAMETERS);
    return this;
  }

  @Override
  public Statement bind(int index, Object value) {
    return put(index, value);
  }

  @Override
  public Statement bind(String name, Object value) {
    return put(name, value);
  }

  @Override
  public Statement bindNull(int index, Class<?> type) {
    return put(index, null);
  }

  @Override
  public Statement bindNull(String name, Class<?> type) {
    return put(name, null);
  }

  private Statement put(Object key, @Nullable Object value) {
    bound.put(key, value instanceof Parameter typed ? typed.getValue() : value);
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

  @Override
  public Flux<Result> execute() {
    List<List<@Nullable Object>> all = new ArrayList<>(rows);
    if (all.isEmpty() || !bound.isEmpty()) {
      all.add(new ArrayList<>(bound.values()));
    }
    return connection.execute(sql, all);
  }
}
