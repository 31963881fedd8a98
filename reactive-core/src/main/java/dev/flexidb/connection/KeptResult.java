package dev.flexidb.connection;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * A driver's Result that was read to its end before its user asked for it, because another
 * statement waits for the connection. It is in memory until its user reads it, once, or wants it no
 * more. Thread-safe.
 */
final class KeptResult extends BaseSubscriber<Object> {

  private final Context context;
  private final Queue<RetainedSegment> segments = new ConcurrentLinkedQueue<>();
  private final Sinks.Empty<Void> end = Sinks.empty();
  private final AtomicBoolean claimed = new AtomicBoolean();
  private volatile boolean forgotten;

  KeptResult(Context context) {
    this.context = context;
  }

  /** The driver's Result, of which nothing is left but the errors, as the driver tells them. */
  Flux<Object> takenFrom(Result driver) {
    return Flux.from(driver.filter(this::isLeft).getRowsUpdated());
  }

  private boolean isLeft(Result.Segment segment) {
    if (segment instanceof Result.Message) {
      return true;
    }
    segments.add(RetainedSegment.of(segment));
    if (forgotten) {
      clear();
    }
    return false;
  }

  @Override
  protected void hookOnComplete() {
    end.tryEmitEmpty();
  }

  @Override
  protected void hookOnError(Throwable error) {
    forgotten = true;
    clear();
    end.tryEmitError(error);
  }

  @Override
  public Context currentContext() {
    return context;
  }

  /** The right to read it, or to have it forgotten, which is given once. */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  void forget() {
    forgotten = true;
    cancel();
    clear();
  }

  private void clear() {
    for (RetainedSegment left = segments.poll(); left != null; left = segments.poll()) {
      left.release();
    }
  }

  /** For its reader, when the driver's has ended. */
  Reading reading() {
    Flux<RetainedSegment> kept =
        Flux.generate(
            sink -> {
              RetainedSegment next = segments.poll();
              if (next == null) {
                sink.complete();
              } else {
                sink.next(next);
              }
            });
    return new Reading(end.asMono().thenMany(kept).doOnCancel(this::forget));
  }

  /** What its user makes of it. */
  static final class Reading {

    private final Flux<RetainedSegment> segments;

    private Reading(Flux<RetainedSegment> segments) {
      this.segments = segments;
    }

    /** To be released by their reader. */
    Flux<RetainedSegment> segments() {
      return segments.doOnDiscard(RetainedSegment.class, RetainedSegment::release);
    }

    Reading filter(Predicate<Result.Segment> filter) {
      return new Reading(
          segments.filter(
              kept -> {
                boolean passes = filter.test(kept.segment());
                if (!passes) {
                  kept.release();
                }
                return passes;
              }));
    }

    Flux<Object> rowsUpdated() {
      return each(
          segment -> segment instanceof Result.UpdateCount count ? (Object) count.value() : null);
    }

    Flux<Object> map(BiFunction<Row, RowMetadata, ?> mapper) {
      return each(
          segment ->
              segment instanceof Result.RowSegment row
                  ? mapped(mapper.apply(row.row(), row.row().getMetadata()))
                  : null);
    }

    Flux<Object> map(Function<? super Readable, ?> mapper) {
      return each(
          segment -> {
            if (segment instanceof Result.RowSegment row) {
              return mapped(mapper.apply(row.row()));
            }
            return segment instanceof Result.OutSegment out
                ? mapped(mapper.apply(out.outParameters()))
                : null;
          });
    }

    private static Object mapped(@Nullable Object value) {
      if (value == null) {
        throw new NullPointerException("the function given to the Result returned null");
      }
      return value;
    }

    private Flux<Object> each(Function<Result.Segment, @Nullable Object> mapper) {
      return segments()
          .handle(
              (kept, sink) -> {
                try {
                  Object value = mapper.apply(kept.segment());
                  if (value != null) {
                    sink.next(value);
                  }
                } catch (Throwable error) {
                  sink.error(UserError.of(error));
                } finally {
                  kept.release();
                }
              });
    }
  }
}
