package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flexidb.Tenancy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.tenant.SchemaName;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** S10: nobody gets at the shared tables by taking their schema for a tenant. */
interface SharedAsTenantContract extends Contract {

  @Test
  @DisplayName("S10: a tenant named like a shared schema is refused, and nothing is sent")
  default void sendsNothingForTenantNamedLikeSharedSchema(TestDatabase database) {
    String shared = database.name() + "_shared";
    try (TwoTenants tenants =
        tenants(
            database,
            1,
            config -> config.withTenancy(Tenancy.schemaPerTenant().sharedSchemas(shared)))) {
      tenants.create("shared", 1);
      for (Flux<?> refused :
          List.of(
              tenants.query(TwoTenants.ALL),
              tenants.query("SELECT owner FROM item WHERE id = " + tenants.marker(), 1),
              tenants.with(c -> c.beginTransaction().then(c.createSavepoint("s"))))) {
        StepVerifier.create(refused.contextWrite(withSchema(shared)))
            .verifyError(SharedSchemaException.class);
      }
      assertThatExceptionOfType(SharedSchemaException.class)
          .isThrownBy(() -> tenants.app().forSchema(new SchemaName(shared)));
      assertThat(tenants.stats().totalConnections()).isZero();
      assertThat(tenants.stats().totalQueries()).isZero();
    }
  }
}
