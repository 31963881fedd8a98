package dev.flexidb;

import static dev.flexidb.Deadline.withDeadline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.BatchFailedException;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.DeadlineExceededException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
@BesideOtherServers
@ResourceLock("POSTGRESQL")
class DeadlineInBatchTest {

  @Test
  @DisplayName("F07: the operations of a batch have its deadline")
  void endsTheOperationsOfABatch(TestDatabase database) {
    ReactiveFlexiDb db =
        ReactiveFlexiDb.builder().database("app", DatabaseConfig.of(database.r2dbcUrl())).build();
    StepVerifier.create(
            db.batch(Map.of("app", app -> app.sql("SELECT pg_sleep(30)").fetch().one()))
                .contextWrite(withDeadline(Duration.ofMillis(200))))
        .expectErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(BatchFailedException.class)
                    .hasRootCauseInstanceOf(DeadlineExceededException.class))
        .verify(Duration.ofSeconds(10));
    db.close().block();
  }
}
