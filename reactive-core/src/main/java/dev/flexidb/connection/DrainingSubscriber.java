package dev.flexidb.connection;

import dev.flexidb.pooling.DriverThread;
import io.r2dbc.spi.Result;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/** Reads to the end what nobody wants to see. */
final class DrainingSubscriber implements CoreSubscriber<Object> {

  private final DriverThread thread;
  private final Consumer<@Nullable Throwable> over;

  private DrainingSubscriber(DriverThread thread, Consumer<@Nullable Throwable> over) {
    this.thread = thread;
    this.over = over;
  }

  static void drain(Result result, DriverThread thread, Consumer<@Nullable Throwable> over) {
    result.getRowsUpdated().subscribe(new DrainingSubscriber(thread, over));
  }

  @Override
  public void onSubscribe(Subscription s) {
    new Demand(s, thread).request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Object dropped) {}

  @Override
  public void onError(Throwable error) {
    over.accept(error);
  }

  @Override
  public void onComplete() {
    over.accept(null);
  }
}
