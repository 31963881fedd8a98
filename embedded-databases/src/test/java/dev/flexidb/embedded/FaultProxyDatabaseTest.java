package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
class FaultProxyDatabaseTest {

  private final DatabaseServer server;
  private final FaultProxy proxy;

  FaultProxyDatabaseTest(DatabaseServer server) {
    this.server = server;
    this.proxy = FaultProxy.to(server);
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  private java.sql.Connection jdbc(String database) throws SQLException {
    return DriverManager.getConnection(
        proxy.jdbcUrl(database), server.username(), server.password());
  }

  @Test
  void aSimpleQueryIsOneRoundTrip() {
    Flux.usingWhen(
            ConnectionFactories.get(proxy.r2dbcUrl()).create(),
            connection ->
                Flux.from(connection.createStatement("SELECT 'hello'").execute())
                    .flatMap(result -> result.map((row, metadata) -> row.get(0, String.class)))
                    .doOnSubscribe(subscribed -> proxy.resetCounters())
                    .concatWith(Mono.fromSupplier(() -> "" + proxy.traffic().roundTrips())),
            Connection::close)
        .as(StepVerifier::create)
        .expectNext("hello", "1")
        .verifyComplete();
  }

  @Test
  void aTransactionOfOneWriteIsTwoRoundTripsOverJdbc(TestDatabase database) throws SQLException {
    database.execute("CREATE TABLE t (v int)");
    try (java.sql.Connection connection = jdbc(database.name());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      // The driver writes BEGIN and the statement one by one; on loopback the answer may come
      // between.
      proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(100));
      proxy.resetCounters();
      statement.execute("INSERT INTO t VALUES (1)");
      connection.commit();
      assertThat(proxy.traffic().roundTrips()).isEqualTo(2);
    }
  }

  @Test
  void aTransactionIsCommittedThoughItsAnswerIsLost(TestDatabase database) throws SQLException {
    database.execute("CREATE TABLE t (v int)");
    try (java.sql.Connection connection = jdbc(database.name());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (1)");
      proxy.cutOnce(Cut.answerTo("COMMIT"));
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }

    try (java.sql.Connection connection = jdbc(database.name());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(1);
    }
  }

  @Test
  void aTransactionIsNotCommittedIfItsEndIsCut(TestDatabase database) throws SQLException {
    database.execute("CREATE TABLE t (v int)");
    try (java.sql.Connection connection = jdbc(database.name());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (1)");
      proxy.cutOnce(Cut.before(Direction.TO_SERVER, "COMMIT"));
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }

    try (java.sql.Connection connection = jdbc(database.name());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isZero();
    }
  }
}
