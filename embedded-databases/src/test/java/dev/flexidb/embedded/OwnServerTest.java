package dev.flexidb.embedded;

import static dev.flexidb.embedded.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

@Execution(ExecutionMode.CONCURRENT)
class OwnServerTest {

  private static DatabaseServer start(DatabaseKind kind, Map<String, String> settings) {
    requireLibraries(kind);
    return DatabaseServers.start(kind, settings);
  }

  private static void requireLibraries(DatabaseKind kind) {
    DatabaseServerExtension.abortIfLibraryIsMissing(
        () -> DatabaseServers.shared(kind), Settings.current().ci());
  }

  private static ProcessHandle process(DatabaseServer server) {
    return ProcessHandle.of(server.pid()).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void closeEndsItsProcess(DatabaseKind kind) {
    DatabaseServer server = start(kind, Map.of());
    ProcessHandle process = process(server);
    assertThat(process.isAlive()).isTrue();

    server.close();

    assertThat(process.isAlive()).isFalse();
    assertThatThrownBy(server::pid).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @EnumSource
  void restartKeepsItsPortAndItsData(DatabaseKind kind) {
    try (DatabaseServer server = start(kind, Map.of())) {
      server.execute("CREATE TABLE kept (v varchar(9))", "INSERT INTO kept VALUES ('old')");
      long before = server.pid();

      server.restart();

      assertThat(server.pid()).isNotEqualTo(before);
      query(server.r2dbcUrl(), "SELECT v FROM kept")
          .as(StepVerifier::create)
          .expectNext("old")
          .verifyComplete();
    }
  }

  /** It deletes all of them that it finds when it starts, whoever's they are. */
  @Test
  void anotherMariaDbLeavesTemporaryTablesAlone() {
    try (DatabaseServer server = start(DatabaseKind.MARIADB, Map.of())) {
      Mono.usingWhen(
              ConnectionFactories.get(server.r2dbcUrl()).create(),
              connection ->
                  run(connection, "CREATE TEMPORARY TABLE mine (v int) ENGINE=Aria")
                      .then(Mono.fromRunnable(() -> start(DatabaseKind.MARIADB, Map.of()).close()))
                      .then(run(connection, "DROP TABLE mine")),
              Connection::close)
          .as(StepVerifier::create)
          .verifyComplete();
    }
  }

  private static Mono<Void> run(Connection connection, String sql) {
    return Flux.from(connection.createStatement(sql).execute())
        .flatMap(Result::getRowsUpdated)
        .then()
        .publishOn(Schedulers.boundedElastic());
  }

  /**
   * What the template's log had behind its end was taken for changes, of this table among others.
   */
  @Test
  void restartedAtOnceHasItsSystemTables() {
    try (DatabaseServer server = start(DatabaseKind.MARIADB, Map.of())) {
      server.restart();

      query(server.r2dbcUrl(), "SELECT concat(count(*), '') FROM mysql.gtid_slave_pos")
          .as(StepVerifier::create)
          .expectNext("0")
          .verifyComplete();
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsWhatWasCommittedWhenKilled(DatabaseKind kind) {
    try (DatabaseServer server = start(kind, Map.of())) {
      server.execute("CREATE TABLE kept (v varchar(9))", "INSERT INTO kept VALUES ('old')");
      ProcessHandle process = process(server);

      server.kill();
      assertThat(process.isAlive()).isFalse();
      server.start();

      query(server.r2dbcUrl(), "SELECT v FROM kept")
          .as(StepVerifier::create)
          .expectNext("old")
          .verifyComplete();
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesSettingsOfTheServer(DatabaseKind kind) {
    try (DatabaseServer server = start(kind, Map.of("max_connections", "211"))) {
      String question =
          kind == DatabaseKind.POSTGRESQL
              ? "SHOW max_connections"
              : "SELECT concat(@@max_connections, '')";

      query(server.r2dbcUrl(), question)
          .as(StepVerifier::create)
          .expectNext("211")
          .verifyComplete();
    }
  }

  @ParameterizedTest
  @EnumSource
  void explainsWhyItDoesNotStart(DatabaseKind kind) {
    requireLibraries(kind);

    assertThatThrownBy(() -> start(kind, Map.of("no_such_setting", "1")).close())
        .isInstanceOf(DatabaseServerException.class)
        .hasMessageContaining("no_such_setting")
        .hasMessageNotContaining("\n");
  }
}
