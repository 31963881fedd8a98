package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.WithServer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A database whose server is gone, or says nothing, beside one that is well. */
@DisplayName("F21: a dead database changes nothing for the others")
class DeadNeighbourTest {

  private final FaultProxy proxy;
  private final ToldEvents told = new ToldEvents();
  private final ReactiveFlexiDb db;

  DeadNeighbourTest(
      @WithServer(DatabaseKind.POSTGRESQL) DatabaseServer dying,
      @WithServer(DatabaseKind.MARIADB) DatabaseServer well) {
    proxy = FaultProxy.to(dying);
    db =
        ReactiveFlexiDb.builder()
            .database("dying", DatabaseConfig.of(proxy.r2dbcUrl()).withRetry(RetryConfig.NONE))
            .database(
                "well", DatabaseConfig.of(well.r2dbcUrl()).withHealthCheck(BusyMachine.HEALTH))
            .listener(told)
            .build();
    Mono.when(one("dying"), one("well")).block();
  }

  @AfterEach
  void close() {
    db.close().block();
    proxy.close();
  }

  private Mono<Integer> one(String name) {
    return db.get(name).sql("SELECT 1").mapValue(Integer.class).one();
  }

  private DatabaseStats stats(String name) {
    return Objects.requireNonNull(db.stats().get(name));
  }

  private void assertIsWell() {
    assertThat(stats("well"))
        .satisfies(
            well -> {
              assertThat(well.circuit()).isEqualTo(CircuitState.CLOSED);
              assertThat(well.failedQueries()).isZero();
              assertThat(well.refusedQueries()).isZero();
              assertThat(well.lastError()).isEmpty();
              assertThat(well.totalConnections()).isEqualTo(1);
            });
  }

  @Test
  void oneThatIsGoneIsFoundAgainWithoutACallBeforeItsResetTimeout() {
    proxy.refuse();
    proxy.reset();

    Flux.range(0, 20)
        .concatMap(i -> one("dying").onErrorReturn(-1).zipWith(one("well")))
        .as(StepVerifier::create)
        .thenConsumeWhile(answers -> answers.getT1() == -1 && answers.getT2() == 1)
        .verifyComplete();
    assertThat(stats("dying").circuit()).isEqualTo(CircuitState.OPEN);
    assertIsWell();

    proxy.accept();
    told.awaited("OPEN > HALF_OPEN")
        .then(one("dying"))
        .as(StepVerifier::create)
        .expectNext(1)
        .expectComplete()
        .verify(Duration.ofSeconds(10));
    told.awaited("HALF_OPEN > CLOSED").as(StepVerifier::create).expectNextCount(1).verifyComplete();
    assertIsWell();
  }

  @Test
  @DisplayName("F13: one that hangs is unhealthy within the limit")
  void oneThatHangsIsUnhealthyWithinTheLimit() {
    proxy.stall();

    db.health()
        .as(StepVerifier::create)
        .expectNext(Map.of("dying", false, "well", true))
        .expectComplete()
        .verify(Duration.ofSeconds(5));

    one("well").as(StepVerifier::create).expectNext(1).verifyComplete();
    assertThat(stats("dying").health()).isEqualTo(HealthStatus.UNHEALTHY);
    assertThat(stats("well").health()).isEqualTo(HealthStatus.HEALTHY);
    assertIsWell();
    proxy.resume();
  }
}
