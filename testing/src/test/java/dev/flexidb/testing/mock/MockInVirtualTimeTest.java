package dev.flexidb.testing.mock;

import static dev.flexidb.testing.mock.Answer.row;

import dev.flexidb.Tenancy;
import dev.flexidb.testing.TenantStepVerifier;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Isolated("turns the clock of all schedulers")
class MockInVirtualTimeTest {

  private static MockFlexiDb slow() {
    MockFlexiDb mock = MockFlexiDb.builder().database("user", Tenancy.schemaPerTenant()).build();
    mock.on("user")
        .when("SELECT name FROM users")
        .after(Duration.ofHours(1))
        .returns(row("name", "Ada"));
    return mock;
  }

  private static Flux<String> names(MockFlexiDb mock) {
    return Flux.using(
        () -> mock,
        used -> used.db().get("user").sql("SELECT name FROM users").mapValue(String.class).all(),
        MockFlexiDb::close);
  }

  @Test
  void anAnswerComesWhenItsTimeIsOver() {
    TenantStepVerifier.withVirtualTime(() -> names(slow()), "acme")
        .expectSubscription()
        .expectNoEvent(Duration.ofMinutes(59))
        .thenAwait(Duration.ofMinutes(1))
        .expectNext("Ada")
        .verifyComplete();
  }

  @Test
  void aTimeoutOfTheCallerIsMetWithoutWaiting() {
    TenantStepVerifier.withVirtualTime(
            () -> names(slow()).timeout(Duration.ofSeconds(2), Mono.just("too late")), "acme")
        .expectSubscription()
        .thenAwait(Duration.ofSeconds(2))
        .expectNext("too late")
        .verifyComplete();
  }
}
