package dev.flexidb.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("Tenants that come by themselves, on PostgreSQL")
class PostgreSqlProvisioningTest implements ProvisioningContract {

  private @Nullable TestFleet fleet;

  @Override
  public TestFleet fleet() {
    return Objects.requireNonNull(fleet);
  }

  @Override
  public void fleet(TestFleet opened) {
    fleet = opened;
  }

  /** An id is text, however the database is told to read it. */
  @Test
  void takesAnyIdForWhatItIs() {
    fleet()
        .database()
        .execute(
            "ALTER DATABASE %s SET standard_conforming_strings = off"
                .formatted(fleet().database().name()));
    String hostile = "\\',(SELECT'x'),'ACTIVE');--";

    fleet()
        .schemas()
        .provision(hostile)
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();

    assertThat(fleet().ask("SELECT id FROM flexidb_tenant")).containsExactly(hostile);
  }
}
