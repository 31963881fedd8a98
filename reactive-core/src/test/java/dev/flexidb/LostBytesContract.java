package dev.flexidb;

import static dev.flexidb.Deadline.withDeadline;
import static dev.flexidb.OwnServer.BRIEF;
import static dev.flexidb.OwnServer.SOON;
import static dev.flexidb.OwnServer.change;
import static dev.flexidb.OwnServer.one;
import static dev.flexidb.OwnServer.stats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.Cut;
import dev.flexidb.embedded.Direction;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.error.DeadlineExceededException;
import io.r2dbc.spi.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What callers see when the network, or what is at its other end, does wrong. */
interface LostBytesContract {

  /** One connection, which nobody looks after but its callers. */
  static DatabaseConfig unwatched(DatabaseConfig config) {
    return config
        .withPool(PoolConfig.DEFAULTS.withMaxSize(1).withDrainTimeout(BRIEF))
        .withCircuitBreaker(new CircuitBreakerConfig(10_000, Duration.ofSeconds(1)))
        .withHealthCheck(HealthCheckConfig.NONE)
        .withReconnect(ReconnectConfig.NONE);
  }

  OwnServer own();

  private static Mono<List<Integer>> two(ReactiveFlexiDb db) {
    return Flux.usingWhen(
            db.get("app").create(),
            connection ->
                Flux.from(connection.createStatement("SELECT 11 UNION ALL SELECT 22").execute())
                    .flatMap(
                        result ->
                            result.map(row -> Objects.requireNonNull(row.get(0, Integer.class)))),
            Connection::close)
        .collectList();
  }

  /** How many bytes its answer takes, on a connection that is open. */
  private static long sizeOfAnswer(FaultProxy proxy, Mono<?> work) {
    work.block();
    proxy.resetCounters();
    work.block();
    return proxy.traffic().bytesToClient();
  }

  @Test
  @DisplayName("F21: a read whose answer is cut at any byte is whole or lost, and never half")
  default void aReadThatIsCutAtAnyByte() {
    try (FaultProxy proxy = FaultProxy.to(own().server)) {
      ReactiveFlexiDb db = own().over(own().inTheClear(proxy), LostBytesContract::unwatched);
      long size = sizeOfAnswer(proxy, two(db));
      assertThat(size).isBetween(20L, 300L);
      for (long bytes = 1; bytes < size; bytes++) {
        one(db).block(SOON);
        proxy.cutOnce(Cut.after(Direction.TO_CLIENT, bytes));
        Object told = two(db).cast(Object.class).onErrorResume(Mono::just).block(SOON);
        proxy.heal();
        if (!List.of(11, 22).equals(told)) {
          assertThat(told)
              .as("cut after %d of %d", bytes, size)
              .isInstanceOf(ConnectionLostException.class);
        }
      }
      db.close().block();
    }
  }

  @Test
  @DisplayName("F21: a write whose answer is cut at any byte is kept or of unknown fate")
  default void aWriteThatIsCutAtAnyByte() {
    own().database.execute("CREATE TABLE cut_write (id int PRIMARY KEY)");
    try (FaultProxy proxy = FaultProxy.to(own().server)) {
      ReactiveFlexiDb db = own().over(own().inTheClear(proxy), LostBytesContract::unwatched);
      long size = sizeOfAnswer(proxy, change(db, "DELETE FROM cut_write"));
      assertThat(size).isBetween(5L, 100L);
      for (long bytes = 1; bytes < size; bytes++) {
        one(db).block(SOON);
        proxy.cutOnce(Cut.after(Direction.TO_CLIENT, bytes));
        Object told =
            change(db, "INSERT INTO cut_write VALUES (%d)".formatted(bytes))
                .cast(Object.class)
                .onErrorResume(Mono::just)
                .block(SOON);
        proxy.heal();
        if (!Long.valueOf(1).equals(told)) {
          assertThat(told)
              .as("cut after %d of %d", bytes, size)
              .isInstanceOf(CommitOutcomeUnknownException.class);
        }
      }
      assertThat(own().ids("cut_write")).as("the server saw all of them").hasSize((int) size - 1);
      db.close().block();
    }
  }

  @Test
  @DisplayName("F21: where packets vanish a deadline holds, and the connection is not used again")
  default void packetsThatVanish() {
    try (FaultProxy proxy = FaultProxy.to(own().server)) {
      ReactiveFlexiDb db = own().over(own().inTheClear(proxy), LostBytesContract::unwatched);
      one(db).block();
      proxy.drop();
      StepVerifier.create(one(db).contextWrite(withDeadline(BRIEF)))
          .expectErrorSatisfies(
              error -> assertThat(error).hasRootCauseInstanceOf(DeadlineExceededException.class))
          .verify(Duration.ofSeconds(5));
      proxy.resume();

      one(db).as(StepVerifier::create).expectNext(1).expectComplete().verify(SOON);
      assertThat(stats(db).circuit()).isEqualTo(CircuitState.CLOSED);
      db.close().block();
    }
  }

  @Test
  @DisplayName("Z07: a server that has moved to another port is used there at once")
  default void aPortThatMoved() {
    try (FaultProxy before = FaultProxy.to(own().server);
        FaultProxy after = FaultProxy.to(own().server)) {
      ReactiveFlexiDb db =
          own()
              .over(
                  own().inTheClear(before),
                  config ->
                      config
                          .withRetry(RetryConfig.NONE)
                          .withCircuitBreaker(CircuitBreakerConfig.DEFAULTS.withThreshold(1)));
      one(db).block();
      before.refuse();
      before.reset();
      one(db)
          .repeat()
          .as(StepVerifier::create)
          .thenConsumeWhile(stillHere -> true)
          .expectError()
          .verify(SOON);

      db.replace("app", DatabaseConfig.of(own().inTheClear(after)))
          .then(one(db))
          .as(StepVerifier::create)
          .expectNext(1)
          .expectComplete()
          .verify(SOON);
      assertThat(stats(db).circuit()).isEqualTo(CircuitState.CLOSED);
      db.close().block();
    }
  }

  @Test
  @DisplayName("F19: a server that speaks another protocol is no database, within the limit")
  default void garbage() throws IOException {
    for (String said :
        List.of("", "HTTP/1.1 400 Bad Request\r\n\r\n", "\u0000".repeat(64), "\u00ff".repeat(64))) {
      try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
        Thread server = new Thread(() -> say(socket, said), "says garbage");
        server.setDaemon(true);
        server.start();
        String url =
            own()
                .database
                .r2dbcUrl()
                .replace(":" + own().server.port() + "/", ":" + socket.getLocalPort() + "/");
        ReactiveFlexiDb db =
            own()
                .over(
                    url,
                    config ->
                        config
                            .withRetry(RetryConfig.NONE)
                            .withReconnect(ReconnectConfig.NONE)
                            .withPool(PoolConfig.DEFAULTS.withConnectTimeout(BRIEF)));

        StepVerifier.create(db.connect())
            .expectError(ConnectFailedException.class)
            .verify(Duration.ofSeconds(5));
        assertThat(stats(db).totalConnections()).isZero();
        db.close().block();
      }
    }
  }

  /** To each that comes; nothing is a connection that is closed at once. */
  private static void say(ServerSocket socket, String said) {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        caller.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
        if (said.isEmpty()) {
          caller.close();
        }
      } catch (IOException closed) {
        // Its caller has gone, or the test.
      }
    }
  }
}
