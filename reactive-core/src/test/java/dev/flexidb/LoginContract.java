package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.LoginRefusedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What keeps a connection from being opened, and which of it is tried again. */
@DisplayName("F01: failures to connect")
interface LoginContract {

  private static AbstractThrowableAssert<?, ?> failure(Attempts attempts, PoolConfig pool) {
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder()
            .database(
                "app",
                DatabaseConfig.of(attempts)
                    .withPool(pool)
                    .withRetry(RetryConfig.DEFAULTS.withDelay(Duration.ofMillis(1))))
            .build();
    Throwable[] seen = new Throwable[1];
    db.connect().as(StepVerifier::create).verifyErrorSatisfies(error -> seen[0] = error);
    db.close().block();
    return assertThat(seen[0]);
  }

  private static AbstractThrowableAssert<?, ?> failure(Attempts attempts) {
    return failure(attempts, PoolConfig.DEFAULTS);
  }

  @Test
  default void aWrongPasswordIsToldAndNotTriedAgain(DatabaseServer server) {
    Attempts attempts =
        new Attempts(server.r2dbcUrl().replace(":" + server.password() + "@", ":zq7x@"));

    failure(attempts)
        .isInstanceOf(LoginRefusedException.class)
        .hasMessageContaining("database \"app\": the server at ")
        .hasMessageContaining("refused the login (")
        .hasMessageEndingWith("check user, password and the database's name")
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("zq7x");
    assertThat(attempts.made()).isEqualTo(1);
  }

  @Test
  default void anUnknownUserIsToldAndNotTriedAgain(DatabaseServer server) {
    Attempts attempts =
        new Attempts(server.r2dbcUrl().replace("//" + server.username() + ":", "//nobody:"));

    failure(attempts).isInstanceOf(LoginRefusedException.class);
    assertThat(attempts.made()).isEqualTo(1);
  }

  @Test
  default void anUnknownDatabaseIsToldAndNotTriedAgain(DatabaseServer server) {
    Attempts attempts = new Attempts(server.r2dbcUrl("no_such_database"));

    failure(attempts)
        .isInstanceOf(LoginRefusedException.class)
        .hasMessageContaining("no_such_database");
    assertThat(attempts.made()).isEqualTo(1);
  }

  @Test
  default void aPortWithoutAServerIsTriedAsOftenAsTold(DatabaseServer server) throws IOException {
    Attempts attempts = new Attempts(withPort(server, closedPort()));

    failure(attempts)
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("cannot connect to ")
        .hasMessageContaining("Connection refused")
        .hasMessageNotContaining("\n");
    assertThat(attempts.made()).isEqualTo(3);
  }

  @Test
  default void aServerThatAcceptsAndSaysNothingIsGivenUp(DatabaseServer server) throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Attempts attempts = new Attempts(withPort(server, silent.getLocalPort()));

      failure(attempts, PoolConfig.DEFAULTS.withConnectTimeout(Duration.ofMillis(100)))
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining("(no answer within 100 ms)");
      assertThat(attempts.made()).isEqualTo(3);
    }
  }

  private static String withPort(DatabaseServer server, int port) {
    return server.r2dbcUrl().replace(":" + server.port() + "/", ":" + port + "/");
  }

  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
