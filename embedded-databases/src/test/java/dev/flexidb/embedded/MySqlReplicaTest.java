package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("MySqlReplicaTest")
class MySqlReplicaTest extends ReplicaContract {

  MySqlReplicaTest() {
    super(DatabaseKind.MYSQL);
  }

  @Override
  String dataDirectory() {
    return "SELECT @@datadir";
  }

  @Test
  void cannotBePromoted() {
    assertThatThrownBy(replica::promote)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("PostgreSQL");
  }
}
