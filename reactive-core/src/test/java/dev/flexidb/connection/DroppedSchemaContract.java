package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.UnknownSchemaException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S05: a tenant that goes away while connections stand in its schema. */
interface DroppedSchemaContract extends Contract {

  @Test
  @DisplayName("S05: a schema dropped by another session answers nothing, then only what is new")
  default void forgetsSchemaDroppedElsewhere(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String a = tenants.a;
      StepVerifier.create(tenants.query(TwoTenants.ALL).contextWrite(withSchema(a)))
          .expectNextCount(3)
          .verifyComplete();
      tenants.drop(a);

      for (Flux<String> read :
          List.of(tenants.query(TwoTenants.ALL), tenants.query("CALL nothing()"))) {
        StepVerifier.create(read.contextWrite(withSchema(a)))
            .verifyError(UnknownSchemaException.class);
      }
      StepVerifier.create(tenants.query(TwoTenants.ALL).contextWrite(withSchema(a)))
          .verifyError(UnknownSchemaException.class);

      tenants.create("a", 1);
      StepVerifier.create(tenants.query(TwoTenants.ALL).contextWrite(withSchema(a)))
          .expectNext(a)
          .verifyComplete();
    }
  }

  @Test
  @DisplayName("S05: a schema dropped on the same connection leaves it nowhere, not elsewhere")
  default void forgetsSchemaDroppedOnSameConnection(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String doomed = tenants.create("doomed", 2);
      Mono<Long> dropAndRead =
          tenants
              .with(
                  c ->
                      TwoTenants.strings(c, TwoTenants.ALL)
                          .then(TwoTenants.update(c, tenants.dropSql(doomed)))
                          .then(TwoTenants.update(c, "INSERT INTO item VALUES (9, 'lost')")))
              .single();
      StepVerifier.create(dropAndRead.contextWrite(withSchema(doomed)))
          .verifyError(UnknownSchemaException.class);

      tenants.forget(doomed);
      tenants.create("doomed", 1);
      StepVerifier.create(tenants.query(TwoTenants.ALL).contextWrite(withSchema(doomed)))
          .expectNext(doomed)
          .verifyComplete();
      tenants.assertHealthy();
    }
  }
}
