package dev.flexidb.spring.observe.tracing;

import dev.flexidb.StatementObserver;
import dev.flexidb.spring.observe.Failure;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Observes each statement, as a child of what its subscriber's Context is in: a span where there is
 * a tracer, a timer where there are metrics. It ends however the statement does, and only then;
 * what a server said of an error is not in it. Thread-safe.
 */
public final class StatementObservations implements StatementObserver {

  private final ObservationRegistry registry;
  private final StatementConvention convention;

  StatementObservations(ObservationRegistry registry, boolean includeSql) {
    this.registry = registry;
    this.convention = new StatementConvention(includeSql);
  }

  @Override
  public @Nullable Ending started(Start start, ContextView subscriber) {
    if (registry.isNoop()) {
      return null;
    }
    StatementContext context = new StatementContext(start);
    Observation observation =
        Observation.createNotStarted(null, convention, () -> context, registry);
    if (observation.isNoop()) {
      return null;
    }
    // Whatever this thread did last is another one's.
    context.setParentObservation(subscriber.getOrDefault(ObservationThreadLocalAccessor.KEY, null));
    observation.start();
    return end -> {
      context.ended(end);
      if (end.error() != null && !end.cancelled()) {
        observation.error(Failure.of(end.error()));
      }
      observation.stop();
    };
  }
}
