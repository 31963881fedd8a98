package dev.flexidb.spring.observe.health;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.HealthCheckConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@DisplayName("F09: the health of a database that is asked by nobody else")
class DatabaseHealthTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final ReactiveFlexiDb db =
      ReactiveFlexiDb.builder()
          .database("silent", connecting(Mono.never()))
          .database(
              "refused",
              connecting(Mono.error(new R2dbcNonTransientResourceException("refused", "08001"))))
          .closeGrace(Duration.ZERO)
          .build();

  private static DatabaseConfig connecting(Publisher<Connection> connection) {
    return DatabaseConfig.of(
            new ConnectionFactory() {
              @Override
              public Publisher<Connection> create() {
                return connection;
              }

              @Override
              public ConnectionFactoryMetadata getMetadata() {
                return () -> "PostgreSQL";
              }
            })
        .withPool(PoolConfig.DEFAULTS.withConnectTimeout(LONG))
        .withHealthCheck(HealthCheckConfig.NONE.withTimeout(LONG));
  }

  @AfterEach
  void close() {
    db.close().block();
  }

  @Test
  void isNotKeptBackByAnotherThatIsSilent() {
    new DatabaseHealth(db, "refused", false)
        .health()
        .map(Health::getStatus)
        .as(StepVerifier::create)
        .expectNext(Status.DOWN)
        .expectComplete()
        .verify(Duration.ofSeconds(10));
  }
}
