package dev.flexidb.tenant;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Automatic propagation off: {@code contextCapture}, {@code handle} and {@code tap} alone. */
class PropagationTest {

  @AfterEach
  void nothingStaysOnTheThread() {
    String left = Edge.seen() + " " + MDC.get("schema");
    CurrentTenant.set(null);
    assertThat(left).isEqualTo("none null");
  }

  @Test
  void theBridgeIsFoundByItself() {
    assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
        .hasAtLeastOneElementOfType(TenantThreadLocalAccessor.class);
  }

  @Test
  void contextCaptureTakesTheTenantOfTheThread() {
    assertThat(Edge.as("acme", () -> Seen.inContext().contextCapture().block())).isEqualTo("acme");
  }

  @Test
  void contextCaptureTakesTheBypassOfTheThread() {
    assertThat(Edge.bypassing(() -> Seen.inContext().contextCapture().block())).isEqualTo("bypass");
  }

  @Test
  void contextCaptureTakesNothingFromAThreadWithout() {
    Seen.inContext().contextCapture().as(StepVerifier::create).expectNext("none").verifyComplete();
  }

  @Test
  void whatWasCapturedStaysWithThePipelineOnOtherThreads() {
    Mono<String> elsewhere = Seen.inContext().subscribeOn(Schedulers.parallel());
    assertThat(Edge.as("acme", () -> elsewhere.contextCapture().block())).isEqualTo("acme");
  }

  @Test
  void handleShowsTheTenantOfTheContext() {
    Seen.inHandle()
        .contextWrite(withSchema("acme"))
        .as(StepVerifier::create)
        .expectNext("acme")
        .verifyComplete();
  }

  @Test
  void handleShowsTheBypassOfTheContext() {
    Seen.inHandle()
        .contextWrite(withoutSchema())
        .as(StepVerifier::create)
        .expectNext("bypass")
        .verifyComplete();
  }

  @Test
  void handleShowsTheSchemaInTheMdc() {
    Mono.just(1)
        .<String>handle((value, sink) -> sink.next(String.valueOf(MDC.get("schema"))))
        .contextWrite(withSchema("acme"))
        .as(StepVerifier::create)
        .expectNext("acme")
        .verifyComplete();
  }

  @Test
  void handleGivesTheThreadItsOwnTenantBackAfterAnError() {
    Mono<String> failing =
        Mono.just(1).handle((value, sink) -> sink.error(new IllegalArgumentException(Edge.seen())));
    String seen =
        Edge.as(
            "acme",
            () -> {
              failing
                  .contextWrite(withSchema("globex"))
                  .as(StepVerifier::create)
                  .verifyErrorMessage("globex");
              return Edge.seen();
            });
    assertThat(seen).isEqualTo("acme");
  }

  @Test
  void handleGivesTheThreadItsOwnTenantBack() {
    String seen =
        Edge.as(
            "acme",
            () ->
                Seen.inHandle().contextWrite(withSchema("globex")).block()
                    + ", then "
                    + Edge.seen());
    assertThat(seen).isEqualTo("globex, then acme");
  }

  @Test
  void aCaptureNearerToTheSourceDoesNotOverrideTheTenantOfTheContext() {
    Mono<String> read = Seen.inContext().contextCapture().contextWrite(withSchema("globex"));
    assertThat(Edge.as("acme", () -> read.block())).isEqualTo("globex");
  }

  @Test
  void aCaptureNearerToTheSourceDoesNotOverrideTheBypassOfTheContext() {
    Mono<String> read = Seen.inContext().contextCapture().contextWrite(withoutSchema());
    assertThat(Edge.as("acme", () -> read.block())).isEqualTo("bypass");
  }

  @Test
  void aCapturedBypassDoesNotOverrideTheTenantOfTheContext() {
    Mono<String> read = Seen.inContext().contextCapture().contextWrite(withSchema("globex"));
    assertThat(Edge.bypassing(() -> read.block())).isEqualTo("globex");
  }

  @Test
  void aCaptureBelowTheTenantOfTheContextDoesNotOverrideIt() {
    Mono<String> read = Seen.inContext().contextWrite(withSchema("globex")).contextCapture();
    assertThat(Edge.as("acme", () -> read.block())).isEqualTo("globex");
  }

  @Test
  void withAutomaticPropagationOffHandleAboveACaptureShowsTheTenantOfTheThread() {
    Mono<String> read = Seen.inHandle().contextCapture().contextWrite(withSchema("globex"));
    assertThat(Edge.as("acme", () -> read.block())).isEqualTo("acme");
  }

  @Test
  @DisplayName("S16: a job on another thread has the tenant of who gave it")
  void aSnapshotCarriesTheTenantToAnotherThreadAndTakesItBack() {
    ContextSnapshot snapshot =
        Edge.as("acme", () -> ContextSnapshotFactory.builder().build().captureAll());
    Callable<String> work = snapshot.wrap(Edge::seen);
    Mono.fromCallable(work)
        .zipWith(Mono.fromSupplier(Edge::seen), (during, after) -> during + ", then " + after)
        .subscribeOn(Schedulers.single())
        .as(StepVerifier::create)
        .expectNext("acme, then none")
        .verifyComplete();
  }
}
