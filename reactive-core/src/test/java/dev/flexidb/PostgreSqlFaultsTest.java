package dev.flexidb;

import static dev.flexidb.Deadline.withDeadline;
import static dev.flexidb.OwnServer.BRIEF;
import static dev.flexidb.OwnServer.SOON;
import static dev.flexidb.OwnServer.one;
import static dev.flexidb.OwnServer.stats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.DeadlineExceededException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
@BesideOtherServers
@ResourceLock("PostgreSqlFaultsTest")
class PostgreSqlFaultsTest extends FaultsContract implements LostBytesContract {

  PostgreSqlFaultsTest() {
    super(DatabaseKind.POSTGRESQL);
  }

  @Override
  public OwnServer own() {
    return own;
  }

  @Test
  @DisplayName("F21: a backend that is stopped keeps nobody waiting but its own caller")
  void oneBackendIsStopped() {
    ReactiveFlexiDb db =
        own.over(config -> config.withPool(PoolConfig.DEFAULTS.withDrainTimeout(BRIEF)));
    Mono<Long> backend = db.get("app").sql("SELECT pg_backend_pid()").mapValue(Long.class).one();
    List<Long> stopped = List.of(Objects.requireNonNull(backend.block()));
    OwnServer.signal("STOP", stopped);
    try {
      StepVerifier.create(one(db).contextWrite(withDeadline(BRIEF)))
          .expectErrorSatisfies(
              error -> assertThat(error).hasRootCauseInstanceOf(DeadlineExceededException.class))
          .verify(SOON);
      Flux.range(0, 5)
          .flatMap(i -> one(db))
          .as(StepVerifier::create)
          .expectNextCount(5)
          .expectComplete()
          .verify(SOON);
      assertThat(stats(db).circuit()).isEqualTo(CircuitState.CLOSED);
    } finally {
      OwnServer.signal("CONT", stopped);
    }
    db.close().block();
  }
}
