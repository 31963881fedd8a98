package dev.flexidb.migrate;

import java.util.List;
import java.util.function.Consumer;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Those who are told of something, each whatever the others throw. */
record Listening<L>(List<L> listeners) {

  private static final Logger LOG = Loggers.getLogger(Listening.class);

  Listening {
    listeners = List.copyOf(listeners);
  }

  boolean isToNobody() {
    return listeners.isEmpty();
  }

  void tell(Consumer<? super L> what) {
    for (L listener : listeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException thrown) {
        LOG.warn("the listener {} throws, which changes nothing", listener.getClass(), thrown);
      }
    }
  }
}
