package dev.flexidb.embedded;

import static dev.flexidb.embedded.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** What the shared server of every kind does. */
interface ServerContract {

  String version();

  @Test
  default void isOfTheExpectedVersion(DatabaseServer server) {
    query(server.r2dbcUrl(), "SELECT version()")
        .as(StepVerifier::create)
        .assertNext(version -> assertThat(version).contains(version()))
        .verifyComplete();
  }

  @Test
  default void refusesAWrongPassword(DatabaseServer server) {
    query(server.r2dbcUrl().replace(":" + server.password() + "@", ":wrong@"), "SELECT 'hello'")
        .as(StepVerifier::create)
        .verifyError(R2dbcException.class);
  }

  @Test
  default void handsOutAnEmptyDatabase(TestDatabase database) {
    database.execute("CREATE TABLE t (v varchar(9))", "INSERT INTO t VALUES ('mine')");

    query(database.r2dbcUrl(), "SELECT v FROM t")
        .as(StepVerifier::create)
        .expectNext("mine")
        .verifyComplete();
  }

  @Test
  default void handsOutEachDatabaseOnce(DatabaseServer server, TestDatabase database) {
    try (TestDatabase other = server.createDatabase()) {
      assertThat(other.name()).isNotEqualTo(database.name());
    }
  }

  @Test
  default void dropsADatabaseTwiceWithoutComplaint(DatabaseServer server) {
    TestDatabase database = server.createDatabase();
    database.close();
    database.close();

    assertThatThrownBy(() -> database.execute("SELECT 1"))
        .isInstanceOf(DatabaseServerException.class)
        .hasMessageContaining(database.name());
  }

  @Test
  default void saysWhatWasWrongWithAStatement(TestDatabase database) {
    assertThatThrownBy(() -> database.execute("SELECT * FROM missing"))
        .isInstanceOf(DatabaseServerException.class)
        .hasMessageContaining("missing");
  }

  @Test
  default void itsUserMayCreateUsers(DatabaseServer server) {
    String user = "u" + System.nanoTime();

    server.execute("CREATE USER " + user, "DROP USER " + user);
  }

  @Test
  default void listensOnTheLoopbackAddressOnly(DatabaseServer server) throws SocketException {
    List<InetAddress> others =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress())
            .toList();

    assertThat(others)
        .allSatisfy(
            address ->
                assertThatThrownBy(() -> new Socket(address, server.port()).close())
                    .isInstanceOf(IOException.class));
    assertThat(InetAddress.getLoopbackAddress().getHostAddress()).isEqualTo(server.host());
  }

  @Test
  default void isTheSameForEverybody(DatabaseServer server) {
    assertThat(DatabaseServers.shared(server.kind())).isSameAs(server);
  }

  @Test
  default void isNotEndedByOneOfItsUsers(DatabaseServer server) {
    server.close();

    server.execute("SELECT 1");
  }

  @Test
  default void cannotBeStoppedByOneOfItsUsers(DatabaseServer server) {
    assertThat(server.isControllable()).isFalse();
    assertThatThrownBy(server::stop)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("DatabaseServers.start");
  }

  @Test
  default void hasNoReplicas(DatabaseServer server) {
    assertThatThrownBy(server::replica)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("DatabaseServers.start")
        .hasMessageNotContaining("\n");
  }

  @Test
  default void hidesItsPasswordInItsDescription(DatabaseServer server) {
    assertThat(server.toString())
        .isEqualTo("%s on 127.0.0.1:%d".formatted(server.kind(), server.port()));
  }
}
