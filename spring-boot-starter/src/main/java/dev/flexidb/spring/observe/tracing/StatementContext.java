package dev.flexidb.spring.observe.tracing;

import dev.flexidb.StatementObserver.End;
import dev.flexidb.StatementObserver.Start;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a statement to those who observe it: for an {@code ObservationConvention}, a
 * filter or a handler of your own. It never holds what was bound.
 */
public final class StatementContext extends SenderContext<Object> {

  private final Start start;
  private volatile @Nullable End end;

  StatementContext(Start start) {
    super((carrier, key, value) -> {}, Kind.CLIENT);
    this.start = start;
    setRemoteServiceName(start.database());
    setRemoteServiceAddress(start.server());
  }

  /** What was known when it began, its text among it. */
  public Start start() {
    return start;
  }

  /** How it ended; null while it runs. */
  public @Nullable End end() {
    return end;
  }

  void ended(End with) {
    end = with;
  }
}
