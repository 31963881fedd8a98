package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.ConnectFailedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Databases of two engines, one whose port is closed, and one that accepts and says nothing. */
class ManyDatabasesTest {

  private final ServerSocket silent;
  private final ReactiveFlexiDb db;

  ManyDatabasesTest(
      @WithServer(DatabaseKind.POSTGRESQL) TestDatabase users,
      @WithServer(DatabaseKind.MARIADB) TestDatabase events)
      throws IOException {
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    db =
        ReactiveFlexiDb.builder()
            .database(
                "user", DatabaseConfig.of(users.r2dbcUrl()).withHealthCheck(BusyMachine.HEALTH))
            .database("closed", at(LoginContract.closedPort()))
            .database(
                "analytics",
                DatabaseConfig.of(events.r2dbcUrl()).withHealthCheck(BusyMachine.HEALTH))
            .database("silent", at(silent.getLocalPort()))
            .build();
  }

  private static DatabaseConfig at(int port) {
    return DatabaseConfig.of("r2dbc:postgresql://app:zq7x@127.0.0.1:%d/users".formatted(port))
        .withRetry(RetryConfig.NONE)
        .withPool(PoolConfig.DEFAULTS.withConnectTimeout(Duration.ofSeconds(3)));
  }

  @AfterEach
  void close() throws IOException {
    db.close().block();
    silent.close();
  }

  private Mono<String> version(String name) {
    return db.get(name).sql("SELECT version()").mapValue(String.class).one();
  }

  @Test
  @DisplayName("F04, F24: each database has its own engine, and one that is down hurts no other")
  void eachDatabaseHasItsOwnEngineAndOneThatIsDownHurtsNoOther() {
    version("closed").as(StepVerifier::create).verifyError();

    Mono.zip(version("user"), version("analytics"))
        .as(StepVerifier::create)
        .assertNext(
            versions -> {
              assertThat(versions.getT1()).startsWith("PostgreSQL");
              assertThat(versions.getT2()).contains("MariaDB");
            })
        .verifyComplete();
    assertThat(db.stats().values().stream().map(DatabaseStats::failedQueries))
        .containsExactly(0L, 1L, 0L, 0L);
  }

  @Test
  @DisplayName("F13: health answers within its limit, false for what is down, true for the others")
  void healthAnswersWithinItsLimit() {
    Duration took =
        StepVerifier.create(db.health())
            .assertNext(
                health ->
                    assertThat(health)
                        .containsExactly(
                            Map.entry("user", true),
                            Map.entry("closed", false),
                            Map.entry("analytics", true),
                            Map.entry("silent", false)))
            .expectComplete()
            .verify();

    assertThat(took).isLessThan(Duration.ofSeconds(6));
    assertThat(db.stats().values())
        .as("nobody is left waiting, and asking counts as no query")
        .allMatch(stats -> stats.pendingAcquires() == 0 && stats.totalQueries() == 0);
  }

  @Test
  @DisplayName("F01: connect tries every database and reports every failure")
  void connectReportsEveryFailure() {
    db.connect()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error -> {
              assertThat(error)
                  .isInstanceOf(ConnectFailedException.class)
                  .hasMessageContaining("database \"closed\": cannot connect to 127.0.0.1:");
              assertThat(error.getSuppressed())
                  .anySatisfy(other -> assertThat(other).hasMessageContaining("\"silent\""));
            });

    assertThat(db.stats().values().stream().map(DatabaseStats::connected))
        .containsExactly(true, false, true, false);
  }
}
