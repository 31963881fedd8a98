package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.error.UnverifiedServerException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Servers that are reached by an address of this machine that others could reach, too. */
@DisplayName("F24: a server on another machine is verified unless the URL says otherwise")
class VerifiedTlsTest {

  private static String address() throws SocketException {
    Optional<String> found =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .map(InetAddress::getHostAddress)
            .findFirst();
    assumeTrue(found.isPresent(), "this machine has no address but the loopback one");
    return found.orElseThrow();
  }

  private static <T> Mono<T> ask(String url, String sql, Class<T> type) {
    return Mono.usingWhen(
        Mono.fromSupplier(
            () ->
                ReactiveFlexiDb.builder()
                    .database("app", DatabaseConfig.of(url).withPool(PoolConfig.none()))
                    .build()),
        db -> db.connect().then(db.get("app").sql(sql).mapValue(type).one()),
        ReactiveFlexiDb::close);
  }

  private static void refused(String url, String why, String option, String mode) {
    ask(url, "SELECT 1", Integer.class)
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(UnverifiedServerException.class)
                    .hasMessageContaining("database \"app\": no verified TLS with ")
                    .hasMessageContaining(why)
                    .hasMessageContaining("name it with " + option)
                    .hasMessageEndingWith("say sslMode=" + mode + " there")
                    .hasMessageNotContaining("\n"));
  }

  private static String at(String address, DatabaseServer server) {
    return server.r2dbcUrl().replace("@" + server.host() + ":", "@" + address + ":");
  }

  @Test
  void onPostgreSql(@TempDir Path folder) throws Exception {
    String address = address();
    Certificate own = Certificate.of(address, folder);
    Path access = Files.writeString(folder.resolve("hba"), "host all all all scram-sha-256\n");
    try (DatabaseServer server =
        DatabaseServers.start(
            DatabaseKind.POSTGRESQL,
            Map.of("listen_addresses", "*", "hba_file", access.toString()))) {
      String url = at(address, server);
      String encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

      refused(url, "Server support for SSL connection is disabled", "sslRootCert", "disable");

      server.execute(
          "ALTER SYSTEM SET ssl_cert_file = '" + own.certificate() + "'",
          "ALTER SYSTEM SET ssl_key_file = '" + own.key() + "'",
          "ALTER SYSTEM SET ssl = on");
      server.restart();
      refused(url, "certification path", "sslRootCert", "disable");
      ask(url + "?sslRootCert=" + own.certificate(), encrypted, Boolean.class)
          .as(StepVerifier::create)
          .expectNext(true)
          .verifyComplete();
      ask(url + "?sslMode=disable", encrypted, Boolean.class)
          .as(StepVerifier::create)
          .expectNext(false)
          .verifyComplete();
    }
  }

  @Test
  void whatIsNotVerifiedIsWarnedOf() {
    assertThat(warning("r2dbc:postgresql://app:zq7x@db/users?sslMode=require"))
        .hasValue(
            "database \"app\": what goes to db may be read or answered by others on the way, as its"
                + " options say that the server is not to be verified");
    assertThat(warning("r2dbc:postgresql://app:zq7x@db/users")).isEmpty();
    assertThat(warning("r2dbc:postgresql://app:zq7x@localhost/users")).isEmpty();
  }

  private static Optional<String> warning(String url) {
    Origin origin = DatabaseConfig.of(url).origin();
    return VerifiedTls.warning("app", origin.server(), Objects.requireNonNull(origin.options()));
  }

  @Test
  void onMariaDb() throws Exception {
    String address = address();
    try (DatabaseServer server =
        DatabaseServers.start(DatabaseKind.MARIADB, Map.of("bind-address", "0.0.0.0"))) {
      String url = at(address, server);

      refused(url, "ssl not enabled in the server", "serverSslCert", "disable");
      ask(url + "?sslMode=disable", "SELECT 1", Integer.class)
          .as(StepVerifier::create)
          .expectNext(1)
          .verifyComplete();
    }
  }

  @Test
  void onMySql() throws Exception {
    String address = address();
    try (DatabaseServer server =
        DatabaseServers.start(DatabaseKind.MYSQL, Map.of("bind-address", "0.0.0.0"))) {
      String url = at(address, server);

      refused(url, "certification path", "sslCa", "DISABLED");
      ask(url + "?sslMode=required", "SELECT 1", Integer.class)
          .as(StepVerifier::create)
          .expectNext(1)
          .verifyComplete();
    }
  }
}
