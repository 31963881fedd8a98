package dev.flexidb.spring.observe.metrics;

import dev.flexidb.StatementObserver;
import dev.flexidb.spring.observe.Failure;
import dev.flexidb.spring.observe.Outcome;
import dev.flexidb.spring.observe.Role;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import reactor.util.context.ContextView;

/** Times statements where there are no observations, which would do it as well. Thread-safe. */
final class StatementTimer implements StatementObserver {

  private final MeterProvider<Timer> timers;

  StatementTimer(MeterRegistry registry) {
    this.timers =
        Timer.builder("flexidb.query")
            .description("Statements of users, from being sent to the end.")
            .withRegistry(registry);
  }

  @Override
  public Ending started(Start start, ContextView subscriber) {
    return end ->
        timers
            .withTags(
                Tags.of(
                    "database",
                    start.database(),
                    "server",
                    Role.of(start),
                    "outcome",
                    Outcome.of(end).tag(),
                    "exception",
                    end.error() == null ? "none" : Failure.kind(end.error())))
            .record(end.took());
  }
}
