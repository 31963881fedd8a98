package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.migrate.MigrationEvent.Started;
import dev.flexidb.migrate.RunId.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;
import reactor.util.context.ContextView;

/** What a listener is told of runs, and what it cannot change. */
class ToldRunsTest {

  private static final MigrationEvent EVENT = new Started(new SchemaTarget("shop", "tenant", "a"));

  private final Heard heard = new Heard();
  private final ToldRuns runs = new ToldRuns(List.of(new Broken(), heard));

  @Test
  void eachSubscriptionIsARun() {
    Flux<MigrationEvent> told =
        runs.told(Kind.SEED, MigrationOptions.DEFAULTS, Flux.just(EVENT, EVENT));

    told.as(StepVerifier::create).expectNext(EVENT, EVENT).verifyComplete();
    told.as(StepVerifier::create).expectNext(EVENT, EVENT).verifyComplete();

    assertThat(heard.lines)
        .containsExactly(
            "SEED 1 begins",
            "1 event",
            "1 event",
            "1 ends",
            "SEED 2 begins",
            "2 event",
            "2 event",
            "2 ends");
  }

  @Test
  void whatItEndsWithIsTold() {
    runs.told(
            Kind.MIGRATE,
            MigrationOptions.DEFAULTS,
            Flux.<MigrationEvent>just(EVENT).concatWith(Flux.error(new AssertionError("down"))))
        .as(StepVerifier::create)
        .expectNext(EVENT)
        .verifyError(AssertionError.class);

    assertThat(heard.lines).containsExactly("MIGRATE 1 begins", "1 event", "1 ends with down");
  }

  @Test
  void aCancelIsTold() {
    runs.told(
            Kind.RESET,
            MigrationOptions.DEFAULTS,
            Flux.<MigrationEvent>just(EVENT).concatWith(Flux.never()))
        .as(StepVerifier::create)
        .expectNext(EVENT)
        .thenCancel()
        .verify();

    assertThat(heard.lines).containsExactly("RESET 1 begins", "1 event", "1 is cancelled");
  }

  @Test
  void aDryRunIsNone() {
    runs.told(Kind.MIGRATE, MigrationOptions.DEFAULTS.withDryRun(true), Flux.just(EVENT))
        .as(StepVerifier::create)
        .expectNext(EVENT)
        .verifyComplete();

    assertThat(heard.lines).isEmpty();
  }

  private static final class Broken implements MigrationListener {

    @Override
    public void onEvent(RunId run, MigrationEvent event) {
      throw new IllegalStateException("broken");
    }
  }

  private static final class Heard implements MigrationListener {

    private final List<String> lines = new ArrayList<>();

    @Override
    public void onRunStarted(RunId run, ContextView subscriber) {
      lines.add("%s %d begins".formatted(run.kind(), run.number()));
    }

    @Override
    public void onEvent(RunId run, MigrationEvent event) {
      assertThat(event).isSameAs(EVENT);
      lines.add("%d event".formatted(run.number()));
    }

    @Override
    public void onRunEnded(RunId run, @Nullable Throwable error, boolean cancelled) {
      lines.add(
          "%d %s%s"
              .formatted(
                  run.number(),
                  cancelled ? "is cancelled" : "ends",
                  error == null ? "" : " with " + error.getMessage()));
    }
  }
}
