package dev.flexidb.connection;

import dev.flexidb.family.Plan;
import io.r2dbc.spi.Result;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * What the driver answers to one statement, up to its last word. It is asked for everything, and
 * sees a cancel only where its last word would never come.
 */
final class Answers implements CoreSubscriber<Result> {

  private final Exchange exchange;
  private final Plan.Sending sending;
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Subscription driver;

  Answers(Exchange exchange, Plan.Sending sending) {
    this.exchange = exchange;
    this.sending = sending;
  }

  @Override
  public void onSubscribe(Subscription s) {
    driver = s;
    s.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(Result answer) {
    exchange.answer(answer);
  }

  @Override
  public void onError(Throwable error) {
    exchange.driverFailed(error);
    end();
  }

  @Override
  public void onComplete() {
    exchange.lastAnswerCame();
    end();
  }

  private boolean end() {
    boolean ends = over.compareAndSet(false, true);
    if (ends) {
      exchange.over(1);
    }
    return ends;
  }

  /** Whether what is never read was never sent either. */
  boolean areSentByReading() {
    return sending != Plan.Sending.AT_ONCE;
  }

  /** One that is left unread, or ends with an error, is the last one of its statement. */
  void endRowByRow() {
    Subscription unending = driver;
    if (sending == Plan.Sending.ROW_BY_ROW && unending != null && end()) {
      unending.cancel();
    }
  }

  @Override
  public Context currentContext() {
    return exchange.currentContext();
  }
}
