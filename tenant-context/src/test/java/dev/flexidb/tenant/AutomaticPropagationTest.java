package dev.flexidb.tenant;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

/** {@code Hooks.enableAutomaticContextPropagation()}, and one thread that all tenants share. */
class AutomaticPropagationTest {

  private ExecutorService executor;
  private Scheduler oneThread;

  @BeforeAll
  static void enable() {
    Hooks.enableAutomaticContextPropagation();
  }

  @AfterAll
  static void disable() {
    Hooks.disableAutomaticContextPropagation();
  }

  @BeforeEach
  void startThread() {
    executor = Executors.newSingleThreadExecutor();
    oneThread = Schedulers.fromExecutorService(executor);
  }

  @AfterEach
  void nothingStaysOnAThread() {
    String left = Edge.seen() + " " + MDC.get("schema") + ", " + leftOnTheOneThread();
    CurrentTenant.set(null);
    oneThread.dispose();
    executor.shutdown();
    assertThat(left).isEqualTo("none null, none null");
  }

  @Test
  void everyOperatorShowsTheTenantOfTheContextOnAnyThread() {
    Mono.just(1)
        .publishOn(oneThread)
        .map(value -> Edge.seen() + " " + MDC.get("schema"))
        .contextWrite(withSchema("acme"))
        .as(StepVerifier::create)
        .expectNext("acme acme")
        .verifyComplete();
  }

  @Test
  void everyOperatorShowsTheBypassOfTheContext() {
    Seen.inMap()
        .subscribeOn(oneThread)
        .contextWrite(withoutSchema())
        .as(StepVerifier::create)
        .expectNext("bypass")
        .verifyComplete();
  }

  @Test
  void twoTenantsInTurnOnOneThreadSeeOnlyThemselves() {
    Flux<String> acme = turns().contextWrite(withSchema("acme"));
    Flux<String> globex = turns().contextWrite(withSchema("globex"));
    Flux<String> none = turns();
    Flux.zip(acme, globex, none)
        .map(seen -> seen.getT1() + " " + seen.getT2() + " " + seen.getT3())
        .distinct()
        .as(StepVerifier::create)
        .expectNext("acme globex none")
        .verifyComplete();
  }

  @Test
  void nothingStaysAfterAnError() {
    Mono.just(1)
        .publishOn(oneThread)
        .map(
            value -> {
              throw new IllegalArgumentException(Edge.seen());
            })
        .contextWrite(withSchema("acme"))
        .as(StepVerifier::create)
        .verifyErrorMessage("acme");
    assertThat(leftOnTheOneThread()).isEqualTo("none null");
  }

  @Test
  void nothingStaysAfterACancel() {
    TestPublisher<Integer> source = TestPublisher.create();
    source
        .flux()
        .publishOn(oneThread)
        .map(value -> Edge.seen())
        .contextWrite(withSchema("acme"))
        .as(StepVerifier::create)
        .then(() -> source.next(1))
        .expectNext("acme")
        .thenCancel()
        .verify();
    assertThat(leftOnTheOneThread()).isEqualTo("none null");
  }

  @Test
  void blockTakesTheTenantOfTheThread() {
    assertThat(Edge.as("acme", () -> Seen.inContext().block())).isEqualTo("acme");
  }

  @Test
  void blockTakesTheBypassOfTheThread() {
    assertThat(Edge.bypassing(() -> Seen.inContext().block())).isEqualTo("bypass");
  }

  @Test
  void subscribeAloneTakesNothingFromTheThread() {
    assertThat(Edge.as("acme", () -> Seen.inContext().toFuture().join())).isEqualTo("none");
  }

  @Test
  void subscribeAfterACaptureTakesTheTenantOfTheThread() {
    Mono<String> read = Seen.inContext().subscribeOn(oneThread).contextCapture();
    assertThat(Edge.as("acme", () -> read.toFuture().join())).isEqualTo("acme");
  }

  @Test
  void anOperatorOnTheSubscribersThreadWithNoContextAtAllShowsThatThread() {
    assertThat(Edge.as("acme", () -> Seen.inMap().toFuture().join())).isEqualTo("acme");
  }

  @Test
  void anOperatorUnderAContextWithoutATenantShowsNone() {
    Mono<String> read = Seen.inMap().contextWrite(Context.of("user", "ann"));
    assertThat(Edge.as("acme", () -> read.toFuture().join())).isEqualTo("none");
  }

  @Test
  void theTenantOfTheContextReplacesTheThreadsAtBlock() {
    Mono<String> read = Seen.inContext().zipWith(Seen.inMap(), (a, b) -> a + " " + b);
    assertThat(Edge.as("acme", () -> read.contextWrite(withSchema("globex")).block()))
        .isEqualTo("globex globex");
  }

  @Test
  void theBypassOfTheContextReplacesTheThreadsTenantAtBlock() {
    Mono<String> read = Seen.inContext().zipWith(Seen.inMap(), (a, b) -> a + " " + b);
    assertThat(Edge.as("acme", () -> read.contextWrite(withoutSchema()).block()))
        .isEqualTo("bypass bypass");
  }

  @Test
  void aCaptureNearerToTheSourceOverridesNeitherContextNorThread() {
    Mono<String> read =
        Seen.inContext()
            .zipWith(Seen.inMap(), (a, b) -> a + " " + b)
            .contextCapture()
            .contextWrite(withSchema("globex"));
    assertThat(Edge.as("acme", () -> read.block())).isEqualTo("globex globex");
  }

  @Test
  void aStaleTenantOnAWorkerThreadIsNotSeenByAPipelineOfAnother() {
    onTheOneThread(() -> CurrentTenant.set(Selection.of(new SchemaName("stale"))));
    Mono<String> read = Seen.inContext().zipWith(Seen.inMap(), (a, b) -> a + " " + b);
    try {
      read.subscribeOn(oneThread)
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .expectNext("acme acme")
          .verifyComplete();
    } finally {
      onTheOneThread(() -> CurrentTenant.set(null));
    }
  }

  @Test
  void aStaleTenantOnAWorkerThreadIsNotSeenByAPipelineWithNone() {
    onTheOneThread(() -> CurrentTenant.set(Selection.of(new SchemaName("stale"))));
    Mono<String> read = Seen.inContext().zipWith(Seen.inMap(), (a, b) -> a + " " + b);
    try {
      read.subscribeOn(oneThread).as(StepVerifier::create).expectNext("none none").verifyComplete();
    } finally {
      onTheOneThread(() -> CurrentTenant.set(null));
    }
  }

  @Test
  void theScopeOfAThreadSurvivesABlockInsideIt() {
    String seen =
        Edge.as(
            "acme",
            () -> {
              Seen.inMap().subscribeOn(oneThread).contextWrite(withSchema("globex")).block();
              return Edge.seen();
            });
    assertThat(seen).isEqualTo("acme");
  }

  private Flux<String> turns() {
    return Flux.range(0, 500).publishOn(oneThread, 1).map(value -> Edge.seen());
  }

  private String leftOnTheOneThread() {
    CompletableFuture<String> left = new CompletableFuture<>();
    onTheOneThread(() -> left.complete(Edge.seen() + " " + MDC.get("schema")));
    return left.join();
  }

  /** Past the scheduler, which would dress the task in the thread-locals of its caller. */
  private void onTheOneThread(Runnable task) {
    CompletableFuture.runAsync(task, executor).join();
  }
}
