package dev.flexidb.testing.mock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.CircuitOpenException;
import dev.flexidb.testing.Product;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class MockErrorsTest {

  private final MockFlexiDb mock =
      MockFlexiDb.builder()
          .database(
              "user",
              Product.POSTGRESQL,
              config ->
                  config.withCircuitBreaker(new CircuitBreakerConfig(2, Duration.ofMinutes(1))))
          .build();

  @AfterEach
  void close() {
    mock.close();
  }

  private Mono<Long> insert() {
    return mock.db().get("user").sql("INSERT INTO users VALUES (1)").fetch().rowsUpdated();
  }

  @Test
  void anErrorIsTranslatedAsThatOfADriver() {
    mock.on("user")
        .whenMatching("^INSERT")
        .fails(new R2dbcDataIntegrityViolationException("duplicate key", "23505"));
    insert().as(StepVerifier::create).verifyError(DataIntegrityViolationException.class);
  }

  @Test
  void lostConnectionsOpenTheCircuit() {
    mock.on("user").whenAnything().fails(new R2dbcNonTransientResourceException("gone", "08006"));
    insert()
        .onErrorComplete()
        .then(insert().onErrorComplete())
        .as(StepVerifier::create)
        .verifyComplete();
    insert()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> assertThat(error).hasRootCauseInstanceOf(CircuitOpenException.class));
    mock.calls().assertCount(2);
  }
}
