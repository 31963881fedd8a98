package dev.flexidb.connection;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.Objects;
import java.util.Queue;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.concurrent.Queues;

/**
 * A driver's Result that is read once, by the user or, where the user does not, to the bin. What
 * the user's functions throw never reaches the driver, which would cancel itself.
 */
final class OwnedResult implements Result {

  private final Result driver;
  private final ResultState state;

  /** What was filtered out of the driver's, for what is kept of it. */
  private final UnaryOperator<KeptResult.Reading> filters;

  OwnedResult(Result driver, Exchange exchange, boolean holdsLastItem) {
    this(driver, new ResultState(exchange, holdsLastItem), unfiltered -> unfiltered);
    state.belongsTo(this);
  }

  private OwnedResult(Result driver, ResultState state, UnaryOperator<KeptResult.Reading> filters) {
    this.driver = driver;
    this.state = state;
    this.filters = filters;
  }

  @Override
  public Flux<Long> getRowsUpdated() {
    return read(driver.getRowsUpdated(), KeptResult.Reading::rowsUpdated);
  }

  @Override
  public <T> Flux<T> map(BiFunction<Row, RowMetadata, ? extends T> mapper) {
    requireFunction(mapper);
    return read(
        driver.map((row, metadata) -> state.shielded(() -> mapper.apply(row, metadata))),
        kept -> kept.map(mapper));
  }

  @Override
  public <T> Flux<T> map(Function<? super Readable, ? extends T> mapper) {
    requireFunction(mapper);
    return read(
        driver.map(readable -> state.shielded(() -> mapper.apply(readable))),
        kept -> kept.map(mapper));
  }

  @Override
  public Result filter(Predicate<Segment> filter) {
    requireFunction(filter);
    return new OwnedResult(
        driver.filter(segment -> passes(segment, filter)),
        state,
        kept -> filters.apply(kept).filter(filter));
  }

  private boolean passes(Segment segment, Predicate<Segment> filter) {
    boolean passes = Boolean.TRUE.equals(state.shielded(() -> filter.test(segment)));
    if (!passes) {
      state.segments().filterOut(segment);
    }
    return passes;
  }

  @Override
  public <T> Flux<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapper) {
    requireFunction(mapper);
    return segments()
        .concatMap(
            kept -> {
              state.segments().see(kept.segment());
              return flatMapped(kept, mapper);
            })
        .doOnDiscard(RetainedSegment.class, RetainedSegment::release);
  }

  /**
   * The driver's segments, retained and in the order in which they came. The driver does not get
   * the user's publisher: it would wait for its end, and that may be a statement which waits for
   * the driver.
   */
  private Flux<RetainedSegment> segments() {
    Queue<RetainedSegment> retained = Queues.<RetainedSegment>unbounded().get();
    Publisher<Boolean> arrivals =
        driver.flatMap(
            segment -> {
              state.segments().hand(segment);
              return Mono.just(retained.offer(RetainedSegment.of(segment)));
            });
    return this.<RetainedSegment>read(
        Flux.from(arrivals)
            .doOnDiscard(Segment.class, RetainedSegment::discard)
            .map(arrived -> retained.remove())
            .doOnTerminate(() -> releaseAll(retained)),
        KeptResult.Reading::segments);
  }

  /** Those whose arrival the driver did not tell before its error. */
  private static void releaseAll(Queue<RetainedSegment> retained) {
    for (RetainedSegment left = retained.poll(); left != null; left = retained.poll()) {
      left.release();
    }
  }

  private static <T> Flux<T> flatMapped(
      RetainedSegment retained, Function<Segment, ? extends Publisher<? extends T>> mapper) {
    return Flux.using(
        () -> retained, held -> applied(mapper, held.segment()), RetainedSegment::release);
  }

  private static <T> Publisher<? extends T> applied(
      Function<Segment, ? extends Publisher<? extends T>> mapper, Segment segment) {
    try {
      return Objects.requireNonNull(
          mapper.apply(segment), "the function given to the Result returned null");
    } catch (Throwable error) {
      return Mono.error(UserError.of(error));
    }
  }

  private static void requireFunction(@Nullable Object function) {
    if (function == null) {
      throw new IllegalArgumentException("the function must not be null");
    }
  }

  private <T> Flux<T> read(
      Publisher<?> source, Function<KeptResult.Reading, ? extends Publisher<?>> ofKept) {
    return new ResultPublisher<>(source, kept -> ofKept.apply(filters.apply(kept)), state);
  }

  /** The user has it in hand, and had the chance to read it. */
  void handedOver() {
    state.handedOver();
  }

  boolean isOver() {
    return state.isOver();
  }

  boolean isDropped() {
    return state.isDropped();
  }

  boolean isUnwanted() {
    return state.isUnwanted();
  }

  boolean isRead() {
    return state.isRead();
  }

  void release() {
    state.release();
  }

  void cutShort(Throwable why) {
    if (!drop()) {
      state.cutShort(why);
    }
  }

  /** Another statement waits for its end. */
  void hurry() {
    if (state.isRead()) {
      state.hurry();
    } else if (state.isHandedOver()) {
      drop();
    } else {
      keep();
    }
  }

  /** Its user did not ask for it yet, and what asks may itself wait for the other statement. */
  private void keep() {
    KeptResult kept = new KeptResult(state.context());
    if (state.keepBy(kept)) {
      ResultSubscriber<Object> reader = new ResultSubscriber<>(kept, state);
      state.readBy(reader);
      kept.takenFrom(driver).subscribe(reader);
    }
  }

  /** Reads it to the bin, unless somebody reads it already. */
  boolean drop() {
    if (!state.claim()) {
      KeptResult kept = state.kept();
      if (kept == null || !kept.claim()) {
        return false;
      }
      kept.forget();
      return true;
    }
    state.dropped();
    if (state.isUnsent()) {
      state.over(null);
    } else {
      DrainingSubscriber.drain(driver, state.thread(), state::over);
    }
    return true;
  }

  /** Whether nobody read what reading alone would have sent. */
  boolean isUnsent() {
    return state.isUnsent();
  }
}
