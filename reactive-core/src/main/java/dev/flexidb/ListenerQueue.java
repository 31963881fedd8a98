package dev.flexidb;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Schedulers;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * What one listener is still to be told, one thing at a time and in order, on a thread where it may
 * block. Thread-safe; whoever tells it something does not wait.
 */
final class ListenerQueue {

  private static final Logger LOG = Loggers.getLogger(FlexiDbListener.class);

  private final FlexiDbListener listener;
  private final boolean listensToQueries;
  private final Queue<Consumer<FlexiDbListener>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicBoolean saidSlow = new AtomicBoolean();
  private final AtomicBoolean saidBroken = new AtomicBoolean();

  ListenerQueue(FlexiDbListener listener) {
    this.listener = listener;
    this.listensToQueries = hasOnQuery(listener.getClass());
  }

  /** Whether it does more than nothing there; where that cannot be told it does. */
  private static boolean hasOnQuery(Class<?> listener) {
    try {
      return listener.getMethod("onQuery", QueryEvent.class).getDeclaringClass()
          != FlexiDbListener.class;
    } catch (NoSuchMethodException unseen) {
      return true;
    }
  }

  boolean listensToQueries() {
    return listensToQueries;
  }

  /**
   * Tells it, unless it is too far behind.
   *
   * @param most how many events may wait for it before this one is left out
   */
  void tell(Consumer<FlexiDbListener> event, int most) {
    if (size.get() >= most) {
      sayOnce(saidSlow, "is slow: %d events wait for it, and some are left out".formatted(most));
      return;
    }
    waiting.add(event);
    if (size.getAndIncrement() == 0) {
      begin();
    }
  }

  private void begin() {
    try {
      Schedulers.boundedElastic().schedule(this::tellAll);
    } catch (RejectedExecutionException noThread) {
      sayOnce(saidSlow, "is not told: there is no thread for it");
      waiting.clear();
      size.set(0);
    }
  }

  private void tellAll() {
    do {
      tellOne(waiting.poll());
    } while (size.decrementAndGet() > 0);
  }

  private void tellOne(@Nullable Consumer<FlexiDbListener> event) {
    if (event == null) {
      return;
    }
    try {
      event.accept(listener);
    } catch (Throwable thrown) {
      // Whatever it is, a class that is missing too: else the rest would never be told.
      sayOnce(
          saidBroken, "throws, which changes nothing else and is logged once: " + shown(thrown));
    }
  }

  /** What a listener throws may be broken, too. */
  private static String shown(Throwable thrown) {
    try {
      return String.valueOf(thrown);
    } catch (RuntimeException | Error broken) {
      return thrown.getClass().getName();
    }
  }

  private void sayOnce(AtomicBoolean said, String what) {
    if (said.compareAndSet(false, true)) {
      LOG.warn("the listener {} {}", listener.getClass().getName(), what);
    }
  }
}
