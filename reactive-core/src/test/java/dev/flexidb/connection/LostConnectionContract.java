package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34: a connection that the server ends in the middle of a borrow. */
interface LostConnectionContract extends Contract {

  String INSERT = "INSERT INTO item (id, owner) VALUES (9999, 'new')";

  @Test
  @DisplayName("S34: who loses its connection is told, and the next borrower gets a living one")
  default void survivesLostConnection(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      String suicide =
          tenants.isPostgreSql()
              ? "SELECT pg_terminate_backend(pg_backend_pid())"
              : "KILL CONNECTION_ID()";
      for (Flux<?> lost :
          List.<Flux<?>>of(
              tenants.query(suicide),
              tenants.with(
                  c ->
                      c.beginTransaction()
                          .then(TwoTenants.update(c, INSERT))
                          .thenMany(TwoTenants.strings(c, suicide))),
              tenants.with(
                  c ->
                      c.beginTransaction()
                          .then(TwoTenants.update(c, INSERT))
                          .thenMany(TwoTenants.strings(c, suicide))
                          .onErrorComplete(R2dbcException.class)
                          .then(c.commitTransaction())
                          .then(Mono.just("committed"))),
              tenants.with(
                  c ->
                      TwoTenants.strings(c, suicide)
                          .onErrorComplete(R2dbcException.class)
                          .thenMany(TwoTenants.strings(c, TwoTenants.ALL))))) {

        StepVerifier.create(lost.contextWrite(withSchema(tenants.a)).then())
            .verifyError(R2dbcException.class);
        tenants.assertHealthy();
      }
      assertThat(tenants.count(tenants.a)).isEqualTo(TwoTenants.ROWS);
    }
  }
}
