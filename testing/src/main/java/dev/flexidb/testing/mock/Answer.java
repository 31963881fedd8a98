package dev.flexidb.testing.mock;

import io.r2dbc.spi.Result;
import io.r2dbc.spi.test.MockResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a mocked database answers to a statement: rows, a count, or an error; at once, or after a
 * time of the scheduler's clock, which virtual time turns. Immutable.
 */
public final class Answer {

  private final List<Map<String, @Nullable Object>> rows;
  private final long updated;
  private final @Nullable Throwable error;
  private final Duration delay;

  private Answer(
      List<Map<String, @Nullable Object>> rows,
      long updated,
      @Nullable Throwable error,
      Duration delay) {
    this.rows = rows;
    this.updated = updated;
    this.error = error;
    this.delay = delay;
  }

  /** These rows, by column; none for an empty result. */
  @SafeVarargs
  public static Answer rows(Map<String, ? extends @Nullable Object>... rows) {
    List<Map<String, ? extends @Nullable Object>> given = new ArrayList<>();
    for (Map<String, ? extends @Nullable Object> row : rows) {
      given.add(row);
    }
    return rows(given);
  }

  /** These rows, by column. All have the columns of the first one, in its order. */
  public static Answer rows(List<? extends Map<String, ? extends @Nullable Object>> rows) {
    List<Map<String, @Nullable Object>> copied = new ArrayList<>();
    rows.forEach(row -> copied.add(new LinkedHashMap<>(row)));
    copied.forEach(row -> requireColumnsOf(copied.get(0), row));
    return new Answer(copied, 0, null, Duration.ZERO);
  }

  private static void requireColumnsOf(Map<String, ?> first, Map<String, ?> row) {
    if (!row.keySet().equals(first.keySet())) {
      throw new IllegalArgumentException(
          "a row has the columns %s, and the first one %s; give all rows the same"
              .formatted(row.keySet(), first.keySet()));
    }
  }

  /** So many rows changed. */
  public static Answer updated(long count) {
    return new Answer(List.of(), count, null, Duration.ZERO);
  }

  /** This error, for example an {@link io.r2dbc.spi.R2dbcDataIntegrityViolationException}. */
  public static Answer error(Throwable error) {
    return new Answer(List.of(), 0, Objects.requireNonNull(error, "error is null"), Duration.ZERO);
  }

  /**
   * A row, by column: {@code row("id", 1L, "name", "Ada")}.
   *
   * @throws IllegalArgumentException if it is not names and values in turn
   */
  public static Map<String, @Nullable Object> row(@Nullable Object... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "a row is names and values in turn; the last name has no value");
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (!(namesAndValues[i] instanceof String name)) {
        throw new IllegalArgumentException(
            "a row is names and values in turn; %s is no name".formatted(namesAndValues[i]));
      }
      row.put(name, namesAndValues[i + 1]);
    }
    return row;
  }

  /** The same, given after this time; a cancel in the meantime ends the wait. */
  public Answer after(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay is %s; it must not be negative".formatted(delay));
    }
    return new Answer(rows, updated, error, delay);
  }

  Flux<Result> given() {
    Mono<Result> answer = error == null ? Mono.fromSupplier(this::result) : Mono.error(error);
    return (delay.isZero() ? answer : Mono.delay(delay).then(answer)).flux();
  }

  private Result result() {
    if (rows.isEmpty()) {
      return MockResult.builder().rowsUpdated(updated).build();
    }
    return MockResult.builder()
        .row(rows.stream().map(CannedRow::new).toArray(CannedRow[]::new))
        .build();
  }
}
