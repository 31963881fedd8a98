package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.batch.BatchFailedException;
import dev.flexidb.batch.Invocation;
import dev.flexidb.batch.Middleware;
import dev.flexidb.error.UnknownDatabaseException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.test.MockConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

@Isolated("turns the clock of all schedulers")
@DisplayName("F09: middleware around batch operations")
class MiddlewareTest {

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<Invocation> seen = new CopyOnWriteArrayList<>();
  private final ReactiveFlexiDb db =
      ReactiveFlexiDb.builder()
          .database("user", DatabaseConfig.of(MockConnectionFactory.empty()))
          .database("orders", DatabaseConfig.of(MockConnectionFactory.empty()))
          .build();

  @AfterEach
  void close() {
    db.close().block();
  }

  private Middleware logging(String name) {
    return (invocation, next) ->
        Mono.defer(
            () -> {
              log.add(name + " before");
              return next.doOnNext(value -> log.add(name + " after"));
            });
  }

  private Mono<Object> answerOfUser() {
    return db.batch(Map.of("user", c -> Mono.just("answer"))).map(result -> result.get("user"));
  }

  @Test
  void globalOnesStandOutsideThoseOfANameEachInTheOrderOfRegistration() {
    db.use("user", logging("name 1"))
        .use(logging("global 1"))
        .use("user", logging("name 2"))
        .use(logging("global 2"));

    answerOfUser().as(StepVerifier::create).expectNext("answer").verifyComplete();

    assertThat(log)
        .containsExactly(
            "global 1 before",
            "global 2 before",
            "name 1 before",
            "name 2 before",
            "name 2 after",
            "name 1 after",
            "global 2 after",
            "global 1 after");
  }

  @Test
  void oneOfANameLeavesTheOthersAlone() {
    db.use("orders", logging("orders"));

    answerOfUser().as(StepVerifier::create).expectNext("answer").verifyComplete();

    assertThat(log).isEmpty();
  }

  @Test
  void mayReplaceTheAnswer() {
    db.use((invocation, next) -> next.map(value -> value + "!"));

    answerOfUser().as(StepVerifier::create).expectNext("answer!").verifyComplete();
  }

  @Test
  void mayDelayTheAnswer() {
    db.use((invocation, next) -> next.delayElement(Duration.ofHours(1)));

    StepVerifier.withVirtualTime(this::answerOfUser)
        .expectSubscription()
        .expectNoEvent(Duration.ofMinutes(59))
        .thenAwait(Duration.ofMinutes(1))
        .expectNext("answer")
        .verifyComplete();
  }

  @Test
  void mayAnswerInTheDatabasesPlace() {
    AtomicInteger asked = new AtomicInteger();
    db.use("user", (invocation, next) -> Mono.just("cached"));

    db.batch(Map.of("user", c -> Mono.fromCallable(asked::incrementAndGet)))
        .map(result -> result.get("user"))
        .as(StepVerifier::create)
        .expectNext("cached")
        .verifyComplete();

    assertThat(asked).hasValue(0);
    assertThat(db.stats().get("user"))
        .satisfies(stats -> assertThat(stats).extracting("totalQueries").isEqualTo(0L));
  }

  @Test
  void mayFailTheOperation() {
    db.use("user", (invocation, next) -> Mono.error(new IllegalStateException("not today")));

    answerOfUser()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BatchFailedException.class)
                    .hasRootCauseMessage("not today"));
  }

  @Test
  void isToldTheTenantAndNothingElseOfTheContext() {
    db.use(
        (invocation, next) -> {
          seen.add(invocation);
          return next;
        });

    answerOfUser()
        .contextWrite(withSchema("acme"))
        .contextWrite(Context.of("password", "secret"))
        .as(StepVerifier::create)
        .expectNext("answer")
        .verifyComplete();

    assertThat(seen)
        .containsExactly(new Invocation("user", "user", Map.of("schema", new SchemaName("acme"))));
  }

  @Test
  void isToldTheLabelAndTheDatabaseOfAnOperation() {
    db.use(
        (invocation, next) -> {
          seen.add(invocation);
          return next;
        });

    db.batch(Map.of("newest", DatabaseOperation.on("user", c -> Mono.just(1))))
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();

    assertThat(seen).containsExactly(new Invocation("user", "newest", Map.of()));
  }

  @Test
  void ofAnUnknownNameIsRefused() {
    assertThatThrownBy(() -> db.use("nobody", (invocation, next) -> next))
        .isInstanceOf(UnknownDatabaseException.class)
        .hasMessageContaining("known are \"user\", \"orders\"");
  }
}
