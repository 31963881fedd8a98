package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Whether a server answers, whatever its pool is busy with. */
interface HealthContract {

  private static ReactiveFlexiDb over(String url) {
    return ReactiveFlexiDb.builder()
        .database(
            "app",
            DatabaseConfig.of(url)
                .withPool(PoolConfig.DEFAULTS.withMaxSize(1))
                .withHealthCheck(BusyMachine.HEALTH))
        .build();
  }

  /** Holds the only connection from now on, until it is disposed. */
  private static Disposable exhaust(ReactiveFlexiDb db) {
    Sinks.Empty<Void> held = Sinks.empty();
    Disposable holder =
        db.get("app")
            .inTransaction(
                client ->
                    client
                        .sql("SELECT 1")
                        .fetch()
                        .first()
                        .doOnSuccess(row -> held.tryEmitEmpty())
                        .thenMany(Mono.never()))
            .subscribe();
    held.asMono().block();
    return holder;
  }

  private static void assertHealthyWhenFull(ReactiveFlexiDb db, TestDatabase database) {
    ObservedServer server = new ObservedServer(database);
    server.sessionsBecome(0).block();
    Disposable holder = exhaust(db);
    server.sessionsBecome(1).block();

    db.health().as(StepVerifier::create).expectNext(Map.of("app", true)).verifyComplete();

    // The one that was asked is closed.
    server.sessionsBecome(1).as(StepVerifier::create).expectNext(1L).verifyComplete();
    holder.dispose();
    db.close().block();
  }

  @Test
  @DisplayName("F13: a full pool of a living server is healthy")
  default void aFullPoolOfALivingServerIsHealthy(TestDatabase database) {
    assertHealthyWhenFull(over(database.r2dbcUrl()), database);
  }

  @Test
  @DisplayName("F13: so it is where the server has no room for one more connection")
  default void aFullPoolOfAFullServerIsHealthy(TestDatabase database) {
    String user = "few_" + database.name();
    boolean postgreSql = database.server().kind() == DatabaseKind.POSTGRESQL;
    database.execute(
        postgreSql
            ? "CREATE ROLE %s LOGIN PASSWORD 'few' CONNECTION LIMIT 1".formatted(user)
            : "CREATE USER %s IDENTIFIED BY 'few' WITH MAX_USER_CONNECTIONS 1".formatted(user));
    if (!postgreSql) {
      database.execute("GRANT ALL ON %s.* TO %s".formatted(database.name(), user));
    }
    try {
      String url = database.r2dbcUrl().replaceFirst("//[^@]*@", "//" + user + ":few@");
      assertHealthyWhenFull(over(url), database);
    } finally {
      database.execute((postgreSql ? "DROP ROLE " : "DROP USER ") + user);
    }
  }
}
