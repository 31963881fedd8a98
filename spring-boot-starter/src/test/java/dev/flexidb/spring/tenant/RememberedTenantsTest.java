package dev.flexidb.spring.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.spring.properties.TenantProperties;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

@DisplayName("Z16: what is remembered of tenants")
class RememberedTenantsTest {

  private static final Duration FOUND = Duration.ofMinutes(1);
  private static final Duration NOT_FOUND = Duration.ofSeconds(5);

  private final List<String> asked = new ArrayList<>();
  private final RememberedTenants tenants = remembering(100);

  private VirtualTimeScheduler time = VirtualTimeScheduler.create();

  private RememberedTenants remembering(int most) {
    return new RememberedTenants(
        id ->
            Mono.defer(
                () -> {
                  asked.add(id);
                  return switch (id) {
                    case "nobody" -> Mono.empty();
                    case "broken" -> Mono.error(new IllegalStateException("down"));
                    default -> Mono.just(new SchemaName("tenant_" + id));
                  };
                }),
        new TenantProperties.Lookup(FOUND, NOT_FOUND, most));
  }

  @BeforeEach
  void virtualTime() {
    time = VirtualTimeScheduler.getOrSet();
  }

  @AfterEach
  void realTime() {
    VirtualTimeScheduler.reset();
  }

  @Test
  void aTenantIsLookedUpOnceInAWhile() {
    tenants.schemaOf("acme").block();
    time.advanceTimeBy(FOUND.minusMillis(1));
    tenants
        .schemaOf("acme")
        .as(StepVerifier::create)
        .expectNext(new SchemaName("tenant_acme"))
        .verifyComplete();
    assertThat(asked).containsExactly("acme");

    time.advanceTimeBy(Duration.ofMillis(2));
    tenants.schemaOf("acme").block();
    assertThat(asked).containsExactly("acme", "acme");
  }

  @Test
  void nobodyIsRememberedForAShorterWhile() {
    tenants.schemaOf("nobody").as(StepVerifier::create).verifyComplete();
    tenants.schemaOf("nobody").as(StepVerifier::create).verifyComplete();
    assertThat(asked).containsExactly("nobody");

    time.advanceTimeBy(NOT_FOUND.plusMillis(1));
    tenants.schemaOf("nobody").as(StepVerifier::create).verifyComplete();
    assertThat(asked).containsExactly("nobody", "nobody");
  }

  @Test
  void anAnswerThatNeverComesKeepsNobodyForEver() {
    AtomicInteger lost = new AtomicInteger();
    RememberedTenants losing =
        new RememberedTenants(
            id -> lost.incrementAndGet() == 1 ? Mono.never() : Mono.just(new SchemaName(id)),
            new TenantProperties.Lookup(FOUND, NOT_FOUND, 1));
    StepVerifier first =
        losing.schemaOf("acme").as(StepVerifier::create).expectError().verifyLater();
    time.advanceTimeBy(Duration.ofSeconds(30));
    first.verify();

    losing.schemaOf("acme").as(StepVerifier::create).expectNextCount(1).verifyComplete();
  }

  @Test
  void anErrorIsNotRemembered() {
    for (int i = 0; i < 2; i++) {
      tenants.schemaOf("broken").as(StepVerifier::create).verifyError(IllegalStateException.class);
    }
    assertThat(asked).containsExactly("broken", "broken");
  }

  @Test
  void whoeverAsksAtOnceSharesOneAnswer() {
    Sinks.One<SchemaName> answer = Sinks.one();
    List<String> questions = new ArrayList<>();
    RememberedTenants slow =
        new RememberedTenants(
            id -> {
              questions.add(id);
              return answer.asMono();
            },
            new TenantProperties.Lookup(FOUND, NOT_FOUND, 10));
    Mono<Long> both = Mono.when(slow.schemaOf("acme"), slow.schemaOf("acme")).thenReturn(1L);
    both.as(StepVerifier::create)
        .then(() -> answer.tryEmitValue(new SchemaName("tenant_acme")).orThrow())
        .expectNext(1L)
        .verifyComplete();
    assertThat(questions).containsExactly("acme");
  }

  @Test
  void whoWasNotSeenTheLongestIsForgottenFirst() {
    RememberedTenants two = remembering(2);
    two.schemaOf("a").block();
    two.schemaOf("b").block();
    two.schemaOf("a").block();
    two.schemaOf("c").block();
    two.schemaOf("a").block();
    assertThat(asked).containsExactly("a", "b", "c");
    two.schemaOf("b").block();
    assertThat(asked).containsExactly("a", "b", "c", "b");
  }

  @Test
  void whatIsNoIdAtAllIsNotAskedFor() {
    for (String id : new String[] {"", " ", "ä", "a\nb", "x".repeat(201)}) {
      tenants.schemaOf(id).as(StepVerifier::create).verifyComplete();
    }
    assertThat(asked).isEmpty();
  }
}
