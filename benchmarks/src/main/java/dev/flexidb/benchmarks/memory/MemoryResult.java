package dev.flexidb.benchmarks.memory;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One row of one number. */
final class MemoryResult implements Result {

  private static final Integer VALUE = 1;
  private static final Row ROW = new OneNumber();

  @Override
  public Mono<Long> getRowsUpdated() {
    return Mono.just(1L);
  }

  @Override
  public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapper) {
    return Flux.defer(() -> Flux.just(mapper.apply(ROW, ROW.getMetadata())));
  }

  @Override
  public <T> Flux<T> map(Function<? super Readable, ? extends T> mapper) {
    return Flux.defer(() -> Flux.just(mapper.apply(ROW)));
  }

  @Override
  public Result filter(Predicate<Segment> filter) {
    throw new UnsupportedOperationException("no segments here");
  }

  @Override
  public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapper) {
    throw new UnsupportedOperationException("no segments here");
  }

  private static final class OneNumber implements Row {

    @Override
    public <T> T get(int index, Class<T> type) {
      return type.cast(VALUE);
    }

    @Override
    public <T> T get(String name, Class<T> type) {
      return type.cast(VALUE);
    }

    @Override
    public RowMetadata getMetadata() {
      throw new UnsupportedOperationException("no metadata here");
    }
  }
}
