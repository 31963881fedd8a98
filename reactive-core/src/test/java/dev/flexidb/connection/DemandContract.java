package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.embedded.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** S34: rows come as they are asked for, the last one and the end included. */
interface DemandContract extends Contract {

  private static List<Flux<String>> reads(TwoTenants tenants) {
    String bound = "SELECT owner FROM item WHERE id > " + tenants.marker();
    return List.of(
        tenants.query(TwoTenants.ALL),
        tenants.query(bound, 0),
        tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, bound, 0))));
  }

  @Test
  @DisplayName("S34: one row for each that is asked for, and the end without asking")
  default void givesOneRowAtATime(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (Flux<String> read : reads(tenants)) {
        StepVerifier.create(read.contextWrite(withSchema(tenants.a)).limitRate(1), 0)
            .thenRequest(1)
            .expectNext(tenants.a)
            .thenRequest(1)
            .expectNext(tenants.a)
            .thenRequest(1)
            .expectNext(tenants.a)
            .verifyComplete();
      }
    }
  }

  @Test
  @DisplayName("S34: an empty result ends without a row being asked for")
  default void endsEmptyResultWithoutDemand(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String none = "SELECT owner FROM item WHERE id > " + tenants.marker();
      StepVerifier.create(tenants.query(none, 99).contextWrite(withSchema(tenants.a)), 0)
          .thenRequest(1)
          .verifyComplete();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S34: stopping between two requests leaves the connection as good as new")
  default void stopsBetweenRequests(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      for (Flux<String> read : reads(tenants)) {
        StepVerifier.create(read.contextWrite(withSchema(tenants.a)), 0)
            .thenRequest(1)
            .expectNext(tenants.a)
            .thenRequest(299)
            .expectNextCount(299)
            .thenCancel()
            .verify();
        tenants.assertHealthy();
      }
    }
  }
}
