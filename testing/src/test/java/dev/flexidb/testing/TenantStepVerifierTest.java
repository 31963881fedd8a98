package dev.flexidb.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.tenant.InvalidSchemaNameException;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifierOptions;
import reactor.util.context.Context;

@Isolated("turns the clock of all schedulers")
class TenantStepVerifierTest {

  private static final SchemaName ACME = new SchemaName("acme");

  @Test
  void subscribesInTheTenant() {
    TenantStepVerifier.create(TenantContext.currentSchema(), "acme")
        .expectNext(ACME)
        .verifyComplete();
  }

  @Test
  void subscribesPastTheTenants() {
    TenantStepVerifier.createWithoutSchema(
            Mono.deferContextual(context -> Mono.just(TenantContext.isBypassed(context))))
        .expectNext(true)
        .verifyComplete();
  }

  @Test
  void keepsWhatTheOptionsPutIntoTheContext() {
    StepVerifierOptions options =
        StepVerifierOptions.create().withInitialContext(Context.of("user", "ada"));
    TenantStepVerifier.create(
            Mono.deferContextual(
                context ->
                    Mono.just(
                        context.get("user") + " in " + TenantContext.schemaOf(context).get())),
            ACME,
            options)
        .expectNext("ada in acme")
        .verifyComplete();
    Context given = Objects.requireNonNull(options.getInitialContext());
    assertThat(TenantContext.schemaOf(given)).isEmpty();
  }

  @Test
  void turnsTheClock() {
    TenantStepVerifier.withVirtualTime(
            () -> Mono.delay(Duration.ofDays(1)).then(TenantContext.currentSchema()), ACME)
        .expectSubscription()
        .expectNoEvent(Duration.ofHours(23))
        .thenAwait(Duration.ofHours(1))
        .expectNext(ACME)
        .verifyComplete();
  }

  @Test
  void refusesANameThatNoTenantMayHave() {
    assertThatThrownBy(() -> TenantStepVerifier.create(Mono.empty(), "Acme"))
        .isInstanceOf(InvalidSchemaNameException.class);
  }
}
