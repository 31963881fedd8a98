package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.ConnectFailedException;
import io.r2dbc.spi.Connection;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What is told of a database while one of its connections works and no other can be opened. */
@WithServer(DatabaseKind.POSTGRESQL)
class ConnectionStatsTest {

  private final Attempts driver;
  private final ReactiveFlexiDb db;
  private final Connection working;

  ConnectionStatsTest(TestDatabase database) {
    driver = new Attempts(database.r2dbcUrl());
    db =
        ReactiveFlexiDb.builder()
            .database("app", DatabaseConfig.of(driver).withRetry(RetryConfig.NONE))
            .build();
    working = Objects.requireNonNull(db.get("app").create().block());
    ask("SELECT 1").block();
    driver.down = true;
  }

  @AfterEach
  void close() {
    Mono.from(working.close()).then(db.close()).block();
  }

  private DatabaseStats stats() {
    return Objects.requireNonNull(db.stats().get("app"));
  }

  private Mono<Void> ask(String sql) {
    return Flux.from(working.createStatement(sql).execute())
        .flatMap(result -> result.getRowsUpdated())
        .then();
  }

  @Test
  @DisplayName("F14: connected, though one more connection could not be opened")
  void isConnectedThoughOneMoreCouldNotBeOpened() {
    db.connect().as(StepVerifier::create).verifyError(ConnectFailedException.class);

    assertThat(stats().connected()).isTrue();
    assertThat(stats().totalConnections()).isEqualTo(1);
    assertThat(stats().activeConnections()).isEqualTo(1);
  }

  @Test
  @DisplayName("F14: the last error is the newest, be it a statement's or an attempt's to connect")
  void lastErrorIsTheNewest() {
    ask("SELECT * FROM missing").as(StepVerifier::create).verifyError();
    assertThat(stats().lastError().orElseThrow()).hasMessageContaining("missing");

    db.connect().as(StepVerifier::create).verifyError();
    assertThat(stats().lastError()).containsInstanceOf(ConnectFailedException.class);

    ask("SELECT * FROM lost").as(StepVerifier::create).verifyError();
    assertThat(stats().lastError().orElseThrow()).hasMessageContaining("lost");
  }

  @Test
  @DisplayName("F14: whoever is told of an error finds it in the statistics")
  void lastErrorIsThereWhenItIsTold() {
    ask("SELECT * FROM missing")
        .thenReturn("no error")
        .onErrorResume(told -> Mono.fromSupplier(() -> lastError()))
        .as(StepVerifier::create)
        .assertNext(message -> assertThat(message).contains("missing"))
        .verifyComplete();
  }

  private String lastError() {
    return stats().lastError().map(Throwable::getMessage).orElse("none");
  }
}
