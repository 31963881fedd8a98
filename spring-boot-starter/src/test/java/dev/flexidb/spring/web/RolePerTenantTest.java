package dev.flexidb.spring.web;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.spring.web.RequestContract.Shop;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@WithServer(DatabaseKind.POSTGRESQL)
@DisplayName("S11: a login without rights of its own, and a role for each tenant")
class RolePerTenantTest {

  @Test
  void tenantsAreFoundAndServed(TestDatabase database) {
    String login = database.name() + "_login";
    String role = "role_tenant_" + database.name();
    String schema = "tenant_" + database.name();
    database.execute(
        "CREATE ROLE " + login + " LOGIN PASSWORD 'secret' NOINHERIT",
        "CREATE ROLE " + role,
        "CREATE SCHEMA " + schema,
        "CREATE TABLE " + schema + ".items AS SELECT 1 AS id",
        "GRANT USAGE ON SCHEMA " + schema + " TO " + role,
        "GRANT SELECT ON ALL TABLES IN SCHEMA " + schema + " TO " + role,
        "GRANT " + role + " TO " + login);
    try (TestService service =
        TestService.start(
            Shop.class,
            "flexidb.databases.shop.url="
                + database.r2dbcUrl().replaceFirst("//[^@]*@", "//" + login + ":secret@"),
            "flexidb.databases.shop.tenancy.role-per-tenant=role_{schema}",
            "flexidb.tenant.header.enabled=true")) {
      service
          .client()
          .get()
          .uri("/count")
          .header("X-Tenant-ID", database.name())
          .exchange()
          .expectStatus()
          .isOk()
          .expectBody(String.class)
          .isEqualTo("1");
    } finally {
      for (String each : new String[] {login, role}) {
        database.execute("DROP OWNED BY " + each, "DROP ROLE " + each);
      }
    }
  }
}
