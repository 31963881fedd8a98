package dev.flexidb.embedded;

import static dev.flexidb.embedded.Queries.query;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import reactor.test.StepVerifier;

@ResourceLock("PostgreSqlReplicaTest")
class PostgreSqlReplicaTest extends ReplicaContract {

  PostgreSqlReplicaTest() {
    super(DatabaseKind.POSTGRESQL);
  }

  @Override
  String dataDirectory() {
    return "SHOW data_directory";
  }

  @Test
  void takesWritesOncePromotedAndFollowsNoLonger() {
    try (TestDatabase database = database();
        Replica promoted = primary.replica()) {
      promoted.promote();
      promoted.restart();
      database.execute("INSERT INTO t VALUES ('2 old')");
      promoted.executeIn(database.name(), "INSERT INTO t VALUES ('2 new')");

      query(promoted.r2dbcUrl(database.name()), SELECT)
          .as(StepVerifier::create)
          .expectNext("1 old", "2 new")
          .verifyComplete();
      assertThatThrownBy(() -> promoted.awaitCaughtUp(Duration.ofMillis(200)))
          .isInstanceOf(DatabaseServerException.class)
          .hasMessageContaining("promoted");
    }
  }
}
