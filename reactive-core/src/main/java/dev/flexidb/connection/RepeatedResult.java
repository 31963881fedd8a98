package dev.flexidb.connection;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * The Result of a statement that is run again where it is lost before its first row. It is the only
 * one of its statement.
 */
final class RepeatedResult implements Result {

  private final Result first;
  private final Supplier<Flux<Result>> again;
  private final Function<Result, Result> filtered;
  private final Repeats repeats;

  /**
   * @param filtered what the user has made of the first one
   */
  RepeatedResult(
      Result first,
      Supplier<Flux<Result>> again,
      Function<Result, Result> filtered,
      Repeats repeats) {
    this.first = first;
    this.again = again;
    this.filtered = filtered;
    this.repeats = repeats;
  }

  @Override
  public Flux<Long> getRowsUpdated() {
    return read(Result::getRowsUpdated);
  }

  @Override
  public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapper) {
    return this.<T>read(result -> Flux.from(result.map(mapper)));
  }

  @Override
  public <T> Flux<T> map(Function<? super Readable, ? extends T> mapper) {
    return this.<T>read(result -> Flux.from(result.map(mapper)));
  }

  @Override
  public Result filter(Predicate<Segment> filter) {
    return new RepeatedResult(
        first.filter(filter), again, filtered.andThen(result -> result.filter(filter)), repeats);
  }

  @Override
  public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapper) {
    return this.<T>read(result -> Flux.from(result.flatMap(mapper)));
  }

  private <T> Flux<T> read(Function<Result, ? extends Publisher<T>> reading) {
    return repeats.repeated(
        reading.apply(first),
        () -> again.get().concatMap(result -> reading.apply(filtered.apply(result))));
  }
}
