package dev.flexidb;

import dev.flexidb.StatementObserver.End;
import dev.flexidb.StatementObserver.Ending;
import dev.flexidb.StatementObserver.Start;
import dev.flexidb.error.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.util.Logger;
import reactor.util.Loggers;
import reactor.util.context.ContextView;

/** All observers of one service; what one of them throws is its own affair. Thread-safe. */
final class StatementObservers {

  private static final Logger LOG = Loggers.getLogger(StatementObserver.class);

  private final List<Guarded> observers;

  StatementObservers(List<StatementObserver> observers) {
    this.observers = observers.stream().map(Guarded::new).toList();
  }

  boolean isEmpty() {
    return observers.isEmpty();
  }

  /** Who is told of its end, in the order of the observers. */
  List<Ending> started(Start start, ContextView subscriber) {
    List<Ending> endings = new ArrayList<>(observers.size());
    for (Guarded observer : observers) {
      Ending ending = observer.started(start, subscriber);
      if (ending != null) {
        endings.add(ending);
      }
    }
    return endings;
  }

  private static final class Guarded {

    private final StatementObserver observer;
    private final AtomicBoolean saidBroken = new AtomicBoolean();

    Guarded(StatementObserver observer) {
      this.observer = observer;
    }

    @Nullable Ending started(Start start, ContextView subscriber) {
      try {
        Ending ending = observer.started(start, subscriber);
        return ending == null ? null : end -> tell(ending, end);
      } catch (Throwable thrown) {
        broken(thrown);
        return null;
      }
    }

    private void tell(Ending ending, End end) {
      try {
        ending.ended(end);
      } catch (Throwable thrown) {
        broken(thrown);
      }
    }

    private void broken(Throwable thrown) {
      Exceptions.throwIfJvmFatal(thrown);
      if (saidBroken.compareAndSet(false, true)) {
        LOG.warn(
            "the observer {} throws, which changes nothing else and is logged once: {}",
            observer.getClass().getName(),
            Quoted.line(thrown.toString()));
      }
    }
  }
}
