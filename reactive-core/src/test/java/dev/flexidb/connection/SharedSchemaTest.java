package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.UnknownSchemaException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S10: a tenant alone by default; shared schemas by choice, behind the tenant's own. */
@WithServer(DatabaseKind.POSTGRESQL)
class SharedSchemaTest implements Contract {

  private static void shareTables(TestDatabase database) {
    database.execute(
        "CREATE TABLE public.item AS SELECT 1 AS id, 'shared' AS owner",
        "CREATE TABLE public.country AS SELECT 1 AS id, 'shared' AS owner");
  }

  /** Unbound, bound, and both in a transaction. */
  private static List<Flux<String>> reads(TwoTenants tenants, String table) {
    String sql = "SELECT owner FROM " + table;
    String bound = sql + " WHERE id = $1";
    return List.of(
        tenants.query(sql),
        tenants.query(bound, 1),
        tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, sql))),
        tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, bound, 1))));
  }

  private TwoTenants sharing(TestDatabase database) {
    return tenants(database, 1, config -> config.withTenancy(tenancy().sharedSchemas("public")));
  }

  @Test
  @DisplayName("S10: by default a shared table does not answer for a missing one")
  void tenantIsAloneByDefault(TestDatabase database) {
    shareTables(database);
    try (TwoTenants tenants = tenants(database)) {
      for (Flux<String> read : reads(tenants, "country")) {
        StepVerifier.create(read.contextWrite(withSchema(tenants.a)))
            .verifyError(R2dbcBadGrammarException.class);
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S10: by choice a shared table answers where the tenant has none, and only there")
  void sharedSchemaIsSearchedBehindTenant(TestDatabase database) {
    shareTables(database);
    try (TwoTenants tenants = sharing(database)) {
      for (Flux<String> read : reads(tenants, "country")) {
        StepVerifier.create(read.contextWrite(withSchema(tenants.a)))
            .expectNext("shared")
            .verifyComplete();
      }
      for (Flux<String> read : reads(tenants, "item")) {
        StepVerifier.create(read.contextWrite(withSchema(tenants.a)))
            .expectNext(tenants.a)
            .verifyComplete();
        StepVerifier.create(read.contextWrite(withoutSchema()))
            .expectNext("shared")
            .verifyComplete();
      }
    }
  }

  @Test
  @DisplayName("S10: a table that is new in the tenant's schema hides the shared one at once")
  void findsNewTableOfTenant(TestDatabase database) {
    shareTables(database);
    try (TwoTenants tenants = sharing(database)) {
      for (Flux<String> read : reads(tenants, "country")) {
        StepVerifier.create(read.repeat(3).contextWrite(withSchema(tenants.a)))
            .expectNext("shared", "shared", "shared", "shared")
            .verifyComplete();
      }
      database.execute(
          "CREATE TABLE %s.country AS SELECT 1 AS id, 'own' AS owner".formatted(tenants.a));
      for (Flux<String> read : reads(tenants, "country")) {
        StepVerifier.create(read.contextWrite(withSchema(tenants.a)))
            .expectNext("own")
            .verifyComplete();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO item VALUES (50, 'lost')",
        "CREATE TABLE item (id int)",
        "SELECT owner FROM item"
      })
  @DisplayName("S05: what waits while its tenant is dropped ends up nowhere else")
  void waitsForTheEndOfItsTenant(String sql, TestDatabase database) {
    shareTables(database);
    try (TwoTenants tenants = sharing(database)) {
      Connection dropping = Objects.requireNonNull(tenants.connect().block());
      StepVerifier.create(
              Mono.from(dropping.beginTransaction())
                  .thenMany(dropping.createStatement(tenants.dropSql(tenants.a)).execute())
                  .flatMap(Result::getRowsUpdated))
          .verifyComplete();
      StepVerifier.create(tenants.query(sql).contextWrite(withSchema(tenants.a)))
          .then(() -> tenants.awaitServer("SELECT count(*) FROM pg_locks WHERE NOT granted", "1"))
          .then(() -> Mono.from(dropping.commitTransaction()).block())
          .verifyError(UnknownSchemaException.class);
      Mono.from(dropping.close()).block();
      tenants.forget(tenants.a);
      assertThat(tenants.onServer("SELECT count(*) FROM public.item")).isEqualTo("1");
      StepVerifier.create(tenants.query("SELECT owner FROM item").contextWrite(withoutSchema()))
          .expectNext("shared")
          .verifyComplete();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CREATE TABLE made (id int)", "SELECT 1 AS id INTO made"})
  @DisplayName("S05: what is created while its tenant is dropped does not become temporary")
  void createsNothingTemporary(String sql, TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Connection dropping = Objects.requireNonNull(tenants.connect().block());
      StepVerifier.create(
              Mono.from(dropping.beginTransaction())
                  .thenMany(dropping.createStatement(tenants.dropSql(tenants.a)).execute())
                  .flatMap(Result::getRowsUpdated))
          .verifyComplete();
      StepVerifier.create(tenants.query(sql).contextWrite(withSchema(tenants.a)))
          .then(() -> tenants.awaitServer("SELECT count(*) FROM pg_locks WHERE NOT granted", "1"))
          .then(() -> Mono.from(dropping.commitTransaction()).block())
          .verifyError(UnknownSchemaException.class);
      Mono.from(dropping.close()).block();
      tenants.forget(tenants.a);
      StepVerifier.create(
              tenants
                  .query("SELECT count(*) FROM pg_class WHERE relname = 'made'")
                  .contextWrite(withSchema(tenants.b)))
          .expectNext("0")
          .verifyComplete();
    }
  }

  @Test
  @DisplayName("S10: a shared table does not answer for a missing tenant")
  void sharedSchemaDoesNotStandInForTenant(TestDatabase database) {
    shareTables(database);
    try (TwoTenants tenants = sharing(database)) {
      for (Flux<String> read : reads(tenants, "item")) {
        StepVerifier.create(read.contextWrite(withSchema("no_such_tenant")))
            .verifyError(UnknownSchemaException.class);
      }
      tenants.drop(tenants.b);
      for (Flux<String> read : reads(tenants, "item")) {
        StepVerifier.create(read.contextWrite(withSchema(tenants.b)))
            .verifyError(UnknownSchemaException.class);
      }
    }
  }

  @Test
  @DisplayName("S10: a schema that the login may not use is as good as missing")
  void schemaWithoutUsageIsUnknown(TestDatabase database) {
    shareTables(database);
    database.execute(
        "CREATE ROLE weak_%s LOGIN PASSWORD 'weak'".formatted(database.name()),
        "GRANT SELECT ON public.item TO PUBLIC");
    String url =
        database.r2dbcUrl().replaceFirst("//[^@]*@", "//weak_%s:weak@".formatted(database.name()));
    try (TwoTenants tenants =
        tenants(
            database, url, 1, config -> config.withTenancy(tenancy().sharedSchemas("public")))) {
      for (Flux<String> read : reads(tenants, "item")) {
        StepVerifier.create(read.contextWrite(withSchema(tenants.a)))
            .verifyError(UnknownSchemaException.class);
      }
    } finally {
      database.execute(
          "DROP OWNED BY weak_%s".formatted(database.name()),
          "DROP ROLE weak_%s".formatted(database.name()));
    }
  }

  @Test
  @DisplayName("S10, S34: plans that are kept give each tenant its own rows")
  void keepsTenantsApartWithKeptPlans(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String bound = "SELECT owner FROM item WHERE id = $1";
      for (int i = 0; i < 10; i++) {
        for (String tenant : List.of(tenants.a, tenants.b)) {
          StepVerifier.create(tenants.query(bound, 2).contextWrite(withSchema(tenant)))
              .expectNext(tenant)
              .verifyComplete();
        }
      }
    }
  }
}
