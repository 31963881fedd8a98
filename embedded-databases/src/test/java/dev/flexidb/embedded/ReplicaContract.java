package dev.flexidb.embedded;

import static dev.flexidb.embedded.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.test.StepVerifier;

/** What the replica of every kind does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
abstract class ReplicaContract {

  static final String SELECT = "SELECT v FROM t ORDER BY v";

  final DatabaseServer primary;
  final Replica replica;

  ReplicaContract(DatabaseKind kind) {
    DatabaseServerExtension.abortIfLibraryIsMissing(
        () -> DatabaseServers.shared(kind), Settings.current().ci());
    this.primary = DatabaseServers.start(kind);
    primary.execute("CREATE TABLE early (v varchar(19))", "INSERT INTO early VALUES ('1 before')");
    this.replica = primary.replica();
  }

  @AfterEach
  void resume() {
    replica.resumeReplay();
  }

  @AfterAll
  void close() {
    replica.close();
    primary.close();
  }

  /** With one row, on the primary and the replica. */
  TestDatabase database() {
    TestDatabase database = primary.createDatabase();
    database.execute("CREATE TABLE t (v varchar(9))", "INSERT INTO t VALUES ('1 old')");
    replica.awaitCaughtUp();
    return database;
  }

  /** Its data directory, as it says itself. */
  abstract String dataDirectory();

  @Test
  void showsWhatWasWrittenOnItsPrimary() {
    try (TestDatabase database = database()) {
      query(replica.r2dbcUrl(database.name()), SELECT)
          .as(StepVerifier::create)
          .expectNext("1 old")
          .verifyComplete();
    }
  }

  @Test
  void refusesToWrite() {
    try (TestDatabase database = database()) {
      query(replica.r2dbcUrl(database.name()), "INSERT INTO t VALUES ('2 new')")
          .as(StepVerifier::create)
          .verifyErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(R2dbcException.class)
                      .hasMessageContaining("read-only"));
    }
  }

  @Test
  void showsTheOldRowsWhilePausedAndTheNewOnesOnceResumed() {
    try (TestDatabase database = database()) {
      replica.pauseReplay();
      database.execute("INSERT INTO t VALUES ('2 new')");
      assertThatThrownBy(() -> replica.awaitCaughtUp(Duration.ofMillis(200)))
          .isInstanceOf(DatabaseServerException.class)
          .hasMessageContaining("paused");

      query(replica.r2dbcUrl(database.name()), SELECT)
          .as(StepVerifier::create)
          .expectNext("1 old")
          .verifyComplete();

      replica.resumeReplay();
      replica.awaitCaughtUp();

      query(replica.r2dbcUrl(database.name()), SELECT)
          .as(StepVerifier::create)
          .expectNext("1 old", "2 new")
          .verifyComplete();
    }
  }

  @Test
  void followsItsPrimaryAfterAKillToo() {
    try (TestDatabase database = database()) {
      long before = replica.pid();
      primary.kill();
      query(replica.r2dbcUrl(database.name()), SELECT)
          .as(StepVerifier::create)
          .expectNext("1 old")
          .verifyComplete();

      primary.start();
      database.execute("INSERT INTO t VALUES ('2 new')");
      replica.awaitCaughtUp();

      query(replica.r2dbcUrl(database.name()), SELECT)
          .as(StepVerifier::create)
          .expectNext("1 old", "2 new")
          .verifyComplete();
      assertThat(replica.pid()).isEqualTo(before);
    }
  }

  @Test
  void catchesUpAfterItWasStopped() {
    try (TestDatabase database = database()) {
      replica.stop();
      database.execute("INSERT INTO t VALUES ('2 new')");
      replica.start();
      replica.awaitCaughtUp();

      query(replica.r2dbcUrl(database.name()), SELECT)
          .as(StepVerifier::create)
          .expectNext("1 old", "2 new")
          .verifyComplete();
    }
  }

  @Test
  void hasWhatIsOlderThanItOnceAndNotTwice() {
    primary.execute("INSERT INTO early VALUES ('2 between')");
    try (Replica second = primary.replica()) {
      primary.execute("INSERT INTO early VALUES ('3 late')");

      for (Replica each : List.of(replica, second)) {
        each.awaitCaughtUp();
        query(each.r2dbcUrl(), "SELECT v FROM early ORDER BY v")
            .as(StepVerifier::create)
            .expectNext("1 before", "2 between", "3 late")
            .verifyComplete();
      }
    }
  }

  @Test
  void closeEndsItsProcessAndDeletesItsData() {
    Replica second = primary.replica();
    ProcessHandle process = ProcessHandle.of(second.pid()).orElseThrow();
    Path data = Path.of(Sql.ask(second.endpoint(), dataDirectory()));
    assertThat(data).isDirectory().isNotEqualTo(data(primary)).isNotEqualTo(data(replica));

    second.close();

    assertThat(process.isAlive()).isFalse();
    assertThat(data).doesNotExist();
    assertThat(data(primary)).isDirectory();
  }

  private Path data(DatabaseServer server) {
    return Path.of(Sql.ask(server.endpoint(), dataDirectory()));
  }

  @Test
  void hasNoReplicas() {
    assertThatThrownBy(replica::replica)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(primary.toString());
  }

  @Test
  void isNotMadeOfAStoppedServer() {
    try {
      primary.stop();

      assertThatThrownBy(primary::replica)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("start it first");
    } finally {
      primary.start();
    }
  }
}
