package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.InvalidConfigurationException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A MariaDB whose replica is a MySQL, behind the same driver: only a connection can tell. */
@DisplayName("F05: a replica of another engine is refused, though its driver is the same")
class OtherProductTest {

  private final ReactiveFlexiDb db;

  OtherProductTest(
      @WithServer(DatabaseKind.MARIADB) DatabaseServer primary,
      @WithServer(DatabaseKind.MYSQL) DatabaseServer other) {
    db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(primary.r2dbcUrl())
                    .withReplicas(
                        other.r2dbcUrl().replace("r2dbc:mysql", "r2dbc:mariadb")
                            + "?allowPublicKeyRetrieval=true"))
            .build();
  }

  @AfterEach
  void close() {
    db.close().block();
  }

  private static Mono<String> version(Database view) {
    return view.sql("SELECT version()").mapValue(String.class).one();
  }

  private DatabaseStats replica() {
    return Objects.requireNonNull(db.stats().get("app")).replicas().values().iterator().next();
  }

  @Test
  void connectSaysSo() {
    db.connect()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("database \"app\": its primary is MariaDB")
                    .hasMessageContaining("is MySQL; a replica has the primary's data"));
  }

  @Test
  void noReadIsItsOnceThePrimaryIsKnown() {
    version(db.get("app"))
        .then(version(db.get("app", Access.READ)))
        .as(StepVerifier::create)
        .assertNext(version -> assertThat(version).contains("MariaDB"))
        .verifyComplete();

    assertThat(replica().lastError()).containsInstanceOf(InvalidConfigurationException.class);
    assertThat(replica().totalConnections()).isZero();
  }

  @Test
  void neitherIsOneThatWasReachedFirst() {
    version(db.get("app", Access.READ)).block();

    version(db.get("app"))
        .then(version(db.get("app", Access.READ)))
        .as(StepVerifier::create)
        .assertNext(version -> assertThat(version).contains("MariaDB"))
        .verifyComplete();
  }
}
