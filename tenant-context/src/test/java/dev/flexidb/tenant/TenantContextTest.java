package dev.flexidb.tenant;

import static dev.flexidb.tenant.TenantContext.currentSchema;
import static dev.flexidb.tenant.TenantContext.hasSchema;
import static dev.flexidb.tenant.TenantContext.isBypassed;
import static dev.flexidb.tenant.TenantContext.schemaOf;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

class TenantContextTest {

  private static final SchemaName ACME = new SchemaName("acme");
  private static final SchemaName GLOBEX = new SchemaName("globex");

  @Test
  @DisplayName("S08: the current schema is the one that was chosen")
  void givesTheSchemaThatWasChosen() {
    currentSchema()
        .contextWrite(withSchema("acme"))
        .as(StepVerifier::create)
        .expectNext(ACME)
        .verifyComplete();
  }

  @Test
  @DisplayName("S08: there is no current schema without a tenant")
  void givesNothingWithoutATenant() {
    currentSchema().as(StepVerifier::create).verifyComplete();
  }

  @Test
  @DisplayName("S06, S08: there is no current schema where tenants are bypassed")
  void givesNothingWhenBypassed() {
    currentSchema().contextWrite(withoutSchema()).as(StepVerifier::create).verifyComplete();
  }

  @Test
  @DisplayName("S09: there is a schema only where one was chosen")
  void hasASchemaOnlyWhenOneWasChosen() {
    assertThat(answers(hasSchema())).containsExactly(true, false, false);
  }

  @Test
  @DisplayName("S06, S07: the bypass is told from no tenant")
  void tellsTheBypassFromNoTenant() {
    Mono<Boolean> bypassed =
        Mono.deferContextual(context -> Mono.just(TenantContext.isBypassed(context)));
    assertThat(answers(bypassed)).containsExactly(false, true, false);
  }

  @Test
  @DisplayName("S07: the current context is read without subscribing")
  void readsAContextWithoutSubscribing() {
    assertThat(schemaOf(withSchema(ACME))).contains(ACME);
    assertThat(schemaOf(withoutSchema())).isEmpty();
    assertThat(schemaOf(Context.empty())).isEmpty();
    assertThat(isBypassed(withoutSchema())).isTrue();
  }

  @Test
  @DisplayName("S06: a schema that is null is refused, and is not the bypass")
  @SuppressWarnings("NullAway") // callers without null checks are the point
  void refusesNullAsSchema() {
    assertThatNullPointerException()
        .isThrownBy(() -> withSchema((SchemaName) null))
        .withMessage("schema is null; give a SchemaName, or choose withoutSchema()");
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> withSchema((String) null))
        .withMessageStartingWith("Invalid schema name null: allowed are");
  }

  @Test
  void theTenantNearestToTheSourceCounts() {
    currentSchema()
        .contextWrite(withSchema(ACME))
        .contextWrite(withSchema(GLOBEX))
        .as(StepVerifier::create)
        .expectNext(ACME)
        .verifyComplete();
  }

  @Test
  void aTenantInsideTheBypassReplacesIt() {
    Mono.deferContextual(context -> Mono.just(isBypassed(context) + " " + schemaOf(context).get()))
        .contextWrite(withSchema(ACME))
        .contextWrite(withoutSchema())
        .as(StepVerifier::create)
        .expectNext("false acme")
        .verifyComplete();
  }

  @Test
  @DisplayName("S06: the bypass inside a tenant replaces it")
  void theBypassInsideATenantReplacesIt() {
    Mono.deferContextual(context -> Mono.just(isBypassed(context) + " " + schemaOf(context)))
        .contextWrite(withoutSchema())
        .contextWrite(withSchema(ACME))
        .as(StepVerifier::create)
        .expectNext("true Optional.empty")
        .verifyComplete();
  }

  @Test
  void leavesTheRestOfTheContextAlone() {
    Mono.deferContextual(context -> Mono.just(context.<String>get("user")))
        .contextWrite(withSchema(ACME))
        .contextWrite(Context.of("user", "ann"))
        .as(StepVerifier::create)
        .expectNext("ann")
        .verifyComplete();
  }

  @Test
  @DisplayName("S05: the tenant stays with the pipeline across threads and timers")
  void staysWithThePipelineAcrossThreadsAndTimers() {
    StepVerifier.withVirtualTime(
            () ->
                Flux.range(0, 3)
                    .delayElements(Duration.ofMinutes(1))
                    .publishOn(Schedulers.parallel())
                    .flatMap(i -> currentSchema().subscribeOn(Schedulers.boundedElastic()))
                    .contextWrite(withSchema(ACME)))
        .thenAwait(Duration.ofMinutes(3))
        .expectNext(ACME, ACME, ACME)
        .verifyComplete();
  }

  @Test
  @DisplayName("S05: concurrent pipelines keep their own tenants")
  void concurrentPipelinesKeepTheirOwnTenants() {
    Flux.range(0, 1_000)
        .map(i -> new SchemaName("tenant_" + i))
        .flatMap(
            schema ->
                currentSchema()
                    .subscribeOn(Schedulers.parallel())
                    .map(seen -> seen.equals(schema))
                    .contextWrite(withSchema(schema)))
        .filter(same -> same)
        .count()
        .as(StepVerifier::create)
        .expectNext(1_000L)
        .verifyComplete();
  }

  @Test
  void readsTheTenantAtEverySubscriptionAnew() {
    Mono<SchemaName> shared = currentSchema();
    Flux.concat(shared.contextWrite(withSchema(ACME)), shared.contextWrite(withSchema(GLOBEX)))
        .as(StepVerifier::create)
        .expectNext(ACME, GLOBEX)
        .verifyComplete();
  }

  @Test
  void aBadNameThrowsAtOnce() {
    assertThatExceptionOfType(InvalidSchemaNameException.class)
        .isThrownBy(() -> withSchema("Company 123"));
  }

  private static List<Boolean> answers(Mono<Boolean> question) {
    return Flux.concat(
            question.contextWrite(withSchema(ACME)),
            question.contextWrite(withoutSchema()),
            question)
        .collectList()
        .blockOptional()
        .orElseThrow();
  }
}
