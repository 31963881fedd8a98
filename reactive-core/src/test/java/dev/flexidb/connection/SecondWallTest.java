package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.TenantSwitch;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.InvalidConfigurationException;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What the server itself refuses: a role for each tenant, and settings for row-level security. */
@WithServer(DatabaseKind.POSTGRESQL)
class SecondWallTest implements Contract {

  private static String login(TestDatabase database) {
    return "svc_" + database.name();
  }

  private static String loginUrl(String url, TestDatabase database) {
    return url.replaceFirst("//[^@]*@", "//" + login(database) + ":secret@");
  }

  private void withLogin(
      TestDatabase database, UnaryOperator<DatabaseConfig> change, Work<TwoTenants> work) {
    withLogin(database, database.r2dbcUrl(), change, work);
  }

  /** Tenants behind a login that has no rights of its own. */
  private void withLogin(
      TestDatabase database,
      String url,
      UnaryOperator<DatabaseConfig> change,
      Work<TwoTenants> work) {
    String login = login(database);
    database.execute("CREATE ROLE " + login + " LOGIN PASSWORD 'secret' NOINHERIT");
    try (TwoTenants tenants = tenants(database, loginUrl(url, database), 3, change)) {
      for (String tenant : List.of(tenants.a, tenants.b)) {
        database.execute(
            "CREATE ROLE role_" + tenant,
            "GRANT USAGE ON SCHEMA " + tenant + " TO role_" + tenant,
            "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA " + tenant + " TO role_" + tenant,
            "GRANT role_" + tenant + " TO " + login);
      }
      work.on(tenants);
    } finally {
      for (String role :
          List.of(login, "role_" + database.name() + "_a", "role_" + database.name() + "_b")) {
        database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
      }
    }
  }

  private interface Work<T> {
    void on(T tenants);
  }

  private DatabaseConfig withRoles(DatabaseConfig config) {
    return config.withTenancy(tenancy().rolePerTenant("role_{schema}"));
  }

  /** Unbound, bound, and both in a transaction. */
  private static List<Flux<String>> reads(TwoTenants tenants, String table) {
    String sql = "SELECT owner FROM " + table;
    String bound = sql + " WHERE id > $1";
    return List.of(
        tenants.query(sql),
        tenants.query(bound, 0),
        tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, sql))),
        tenants.with(c -> c.beginTransaction().thenMany(TwoTenants.strings(c, bound, 0))));
  }

  @Test
  @DisplayName("S11: with a role for each tenant, SQL that names another schema is refused (42501)")
  void refusesOtherSchema(TestDatabase database) {
    withLogin(
        database,
        this::withRoles,
        tenants -> {
          for (String tenant : List.of(tenants.a, tenants.b, tenants.a)) {
            for (Flux<String> read : reads(tenants, "item")) {
              StepVerifier.create(read.contextWrite(withSchema(tenant)))
                  .expectNext(tenant, tenant, tenant)
                  .verifyComplete();
            }
            String other = tenant.equals(tenants.a) ? tenants.b : tenants.a;
            for (Flux<String> read : reads(tenants, other + ".item")) {
              StepVerifier.create(read.contextWrite(withSchema(tenant)))
                  .verifyErrorSatisfies(SecondWallTest::assertRefused);
            }
          }
          for (Flux<String> read : reads(tenants, tenants.a + ".item")) {
            StepVerifier.create(read.contextWrite(withoutSchema()))
                .verifyErrorSatisfies(SecondWallTest::assertRefused);
          }
        });
  }

  private static void assertRefused(Throwable error) {
    assertThat(error)
        .isInstanceOfSatisfying(
            R2dbcException.class, refused -> assertThat(refused.getSqlState()).isEqualTo("42501"));
  }

  @Test
  @DisplayName("S11: a tenant's role ends with its statement, also when it was cut")
  void roleEndsWithStatement(TestDatabase database) {
    withLogin(
        database,
        this::withRoles,
        tenants -> {
          for (Flux<String> read : reads(tenants, "item")) {
            StepVerifier.create(read.take(1).contextWrite(withSchema(tenants.a)))
                .expectNext(tenants.a)
                .verifyComplete();
            StepVerifier.create(
                    tenants.query("SELECT current_user::text").contextWrite(withoutSchema()))
                .expectNext(login(database))
                .verifyComplete();
          }
        });
  }

  @Test
  @DisplayName("S11: a superuser is refused, since nothing holds it back")
  void refusesAlmightyLogin(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, 3, this::withRoles)) {
      StepVerifier.create(tenants.query("SELECT 1").contextWrite(withSchema(tenants.a)))
          .verifyErrorSatisfies(SecondWallTest::assertTooMighty);
    }
  }

  private static void assertTooMighty(Throwable error) {
    assertThat(error)
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining("superuser or has BYPASSRLS");
  }

  @Test
  @DisplayName("S11: so is one that has BYPASSRLS and is no superuser")
  void refusesLoginThatBypassesPolicies(TestDatabase database) {
    for (Tenancy.SchemaPerTenant tenancy :
        List.of(
            tenancy().rolePerTenant("role_{schema}"),
            tenancy().settings(Map.of("app.tenant", "{schema}")))) {
      withLogin(
          database,
          config -> config.withTenancy(tenancy),
          tenants -> {
            database.execute("ALTER ROLE " + login(database) + " BYPASSRLS");
            StepVerifier.create(tenants.query("SELECT 1").contextWrite(withSchema(tenants.a)))
                .verifyErrorSatisfies(SecondWallTest::assertTooMighty);
          });
    }
  }

  @Test
  @DisplayName("S11: the wall stands outside of transactions too, and goes with its connection")
  void refusesOtherSchemaOutsideTransaction(TestDatabase database) {
    withLogin(
        database,
        this::withRoles,
        tenants -> {
          DatabaseClient outside = tenants.app().outsideTransaction().client();
          for (String tenant : List.of(tenants.a, tenants.b)) {
            String other = tenant.equals(tenants.a) ? tenants.b : tenants.a;
            String own = tenant + " role_" + tenant;
            StepVerifier.create(
                    owners(outside, "SELECT owner || ' ' || current_user FROM item", tenant))
                .expectNext(own, own, own)
                .verifyComplete();
            StepVerifier.create(owners(outside, "SELECT owner FROM " + other + ".item", tenant))
                .verifyErrorSatisfies(
                    error -> assertRefused(Objects.requireNonNull(error.getCause())));
            StepVerifier.create(
                    tenants.query("SELECT current_user::text").contextWrite(withoutSchema()))
                .expectNext(login(database))
                .verifyComplete();
          }
        });
  }

  private static Flux<String> owners(DatabaseClient client, String sql, String tenant) {
    return client
        .sql(sql)
        .map(row -> String.valueOf(row.get(0)))
        .all()
        .contextWrite(withSchema(tenant));
  }

  @Test
  @DisplayName("S05, S11: roles and settings cost no round trip")
  void costsNoRoundTrip(TestDatabase database) {
    try (FaultProxy proxy = FaultProxy.to(database.server())) {
      UnaryOperator<DatabaseConfig> change =
          config ->
              config.withTenancy(
                  tenancy()
                      .rolePerTenant("role_{schema}")
                      .settings(Map.of("app.tenant", "{schema}")));
      withLogin(
          database,
          proxy.r2dbcUrl(database.name()),
          change,
          tenants -> {
            List<Flux<String>> reads = reads(tenants, "item");
            for (Flux<String> warm : reads) {
              warm.contextWrite(withSchema(tenants.a)).blockLast();
            }
            proxy.delay(Duration.ofMillis(4));
            List<Long> trips = new ArrayList<>();
            for (Flux<String> read : reads) {
              for (String tenant : List.of(tenants.a, tenants.b)) {
                proxy.resetCounters();
                read.contextWrite(withSchema(tenant)).blockLast();
                trips.add(proxy.traffic().roundTrips());
              }
            }
            long bound = way() == TenantSwitch.ONE_FLIGHT ? 1 : 2;
            // The last four roll their transaction back.
            assertThat(trips).containsExactly(1L, 1L, bound, bound, 2L, 2L, 2L, 2L);
            proxy.delay(Duration.ZERO);
          });
    }
  }

  @Test
  @DisplayName("S11: settings for row-level security go with each tenant")
  void tellsSettings(TestDatabase database) {
    UnaryOperator<DatabaseConfig> settings =
        config ->
            config.withTenancy(
                tenancy()
                    .sharedSchemas("public")
                    .settings(Map.of("app.tenant", "{schema}", "app.kind", "it's fixed")));
    withLogin(
        database,
        settings,
        tenants -> {
          String login = login(database);
          database.execute(
              "CREATE TABLE public.note (id int, owner text)",
              "INSERT INTO public.note VALUES (1, '%s'), (2, '%s')".formatted(tenants.a, tenants.b),
              "ALTER TABLE public.note ENABLE ROW LEVEL SECURITY",
              "CREATE POLICY own ON public.note USING (owner = current_setting('app.tenant')"
                  + " AND current_setting('app.kind') = 'it''s fixed')",
              "GRANT SELECT ON public.note TO " + login,
              "GRANT USAGE ON SCHEMA %s, %s TO %s".formatted(tenants.a, tenants.b, login));
          for (Flux<String> read : reads(tenants, "note")) {
            for (String tenant : List.of(tenants.a, tenants.b)) {
              StepVerifier.create(read.contextWrite(withSchema(tenant)))
                  .expectNext(tenant)
                  .verifyComplete();
            }
            StepVerifier.create(read.contextWrite(withoutSchema())).verifyComplete();
          }
        });
  }

  @Test
  @DisplayName("S11: a tenant whose role is missing gets nothing")
  void failsWithoutRole(TestDatabase database) {
    withLogin(
        database,
        config -> config.withTenancy(tenancy().rolePerTenant("nobody_{schema}")),
        tenants -> {
          for (Flux<String> read : reads(tenants, "item")) {
            StepVerifier.create(read.contextWrite(withSchema(tenants.a)))
                .verifyError(R2dbcException.class);
          }
        });
  }
}
