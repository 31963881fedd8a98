package dev.flexidb.connection;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The only Result of a statement that may be sent to a second server. It is sent when this is read:
 * some drivers hand a Result over before they send its statement. The user's functions see the rows
 * of one server only.
 */
final class HedgedResult implements Result {

  private final Hedge hedge;
  private final AtomicBoolean read;
  private final BiFunction<Result, BooleanSupplier, Result> filtered;

  HedgedResult(Hedge hedge) {
    this(hedge, new AtomicBoolean(), (result, counts) -> result);
  }

  private HedgedResult(
      Hedge hedge, AtomicBoolean read, BiFunction<Result, BooleanSupplier, Result> filtered) {
    this.hedge = hedge;
    this.read = read;
    this.filtered = filtered;
  }

  @Override
  public Flux<Long> getRowsUpdated() {
    return read((result, counts) -> result.getRowsUpdated());
  }

  @Override
  public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapper) {
    requireFunction(mapper);
    return read(
        (result, counts) ->
            result.<Object>map(
                (row, metadata) ->
                    counts.getAsBoolean() ? mapper.apply(row, metadata) : Hedge.NOTHING));
  }

  @Override
  public <T> Flux<T> map(Function<? super Readable, ? extends T> mapper) {
    requireFunction(mapper);
    return read(
        (result, counts) ->
            result.<Object>map(
                readable -> counts.getAsBoolean() ? mapper.apply(readable) : Hedge.NOTHING));
  }

  @Override
  public Result filter(Predicate<Segment> filter) {
    requireFunction(filter);
    return new HedgedResult(
        hedge,
        read,
        (result, counts) ->
            filtered
                .apply(result, counts)
                .filter(segment -> counts.getAsBoolean() && filter.test(segment)));
  }

  @Override
  public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapper) {
    requireFunction(mapper);
    return read(
        (result, counts) ->
            result.<T>flatMap(
                segment -> counts.getAsBoolean() ? mapper.apply(segment) : Mono.empty()));
  }

  private static void requireFunction(@Nullable Object function) {
    if (function == null) {
      throw new IllegalArgumentException("the function must not be null");
    }
  }

  @SuppressWarnings("unchecked")
  private <T> Flux<T> read(Hedge.Reading reading) {
    return Flux.defer(
        () ->
            read.compareAndSet(false, true)
                ? (Flux<T>)
                    hedge.read(
                        (result, counts) -> reading.of(filtered.apply(result, counts), counts))
                : Flux.error(
                    new IllegalStateException("the Result was read already; read a Result once")));
  }
}
