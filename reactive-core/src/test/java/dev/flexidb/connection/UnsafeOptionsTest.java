package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.RetryConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.TenantSwitch;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.InvalidConfigurationException;
import io.r2dbc.spi.ConnectionFactories;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S10, S34: driver options under which a tenant could read another's rows. */
class UnsafeOptionsTest {

  private static ReactiveFlexiDb build(DatabaseConfig config) {
    return ReactiveFlexiDb.builder().database("app", config).build();
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("S34: are refused when tenants are configured")
  @ValueSource(
      strings = {
        "r2dbc:mysql://u:p@localhost/d?useServerPrepareStatement=true",
        "r2dbc:mariadb://u:p@localhost/d?useServerPrepStmts=true",
        "r2dbc:mariadb:sequential://u:p@localhost/d",
        "r2dbc:mariadb://u:p@localhost/d?haMode=sequential",
        "r2dbc:mariadb://u:p@localhost/d?transactionReplay=true",
        "r2dbc:postgresql://u:p@localhost/d?schema=other",
        "r2dbc:postgresql://u:p@localhost/d?compatibilityMode=true",
        "r2dbc:postgresql://u:p@localhost/d?options=search_path=other",
        "r2dbc:postgresql://u:p@localhost/d?options=statement_timeout=1s;search_path=other"
      })
  void refusesUnsafeOption(String url) {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> build(DatabaseConfig.of(url).withTenancy(Tenancy.schemaPerTenant())))
        .withMessageContaining("remove");
    assertThatCode(() -> build(DatabaseConfig.of(url))).doesNotThrowAnyException();
  }

  @WithServer(DatabaseKind.MYSQL)
  @ParameterizedTest(name = "{0}")
  @DisplayName("S34: are found in a given ConnectionFactory when it connects")
  @ValueSource(
      strings = {
        "r2dbc:mysql://%s?useServerPrepareStatement=true",
        "r2dbc:mariadb://%s?useServerPrepStmts=true&allowPublicKeyRetrieval=true"
      })
  void refusesGivenFactoryThatPreparesOnServer(String url, TestDatabase database) {
    StepVerifier.create(firstQuery(url, database))
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasMessageContaining("server-side prepare in the given ConnectionFactory")
                    .hasMessageContaining("give a factory without it")
                    .hasMessageNotContaining("URL"));
  }

  @WithServer(DatabaseKind.MYSQL)
  @ParameterizedTest(name = "{0}")
  @DisplayName("S34: a given ConnectionFactory without them works")
  @ValueSource(strings = {"r2dbc:mysql://%s", "r2dbc:mariadb://%s?allowPublicKeyRetrieval=true"})
  void acceptsGivenFactory(String url, TestDatabase database) {
    StepVerifier.create(firstQuery(url, database)).expectNext("1").verifyComplete();
  }

  private static Mono<String> firstQuery(String url, TestDatabase database) {
    String rest = database.r2dbcUrl().replaceFirst("^r2dbc:\\w+://", "");
    DatabaseConfig config =
        DatabaseConfig.of(ConnectionFactories.get(url.formatted(rest)))
            .withRetry(RetryConfig.DEFAULTS.withAttempts(1))
            .withTenancy(Tenancy.schemaPerTenant());
    return Mono.using(
        () -> build(config),
        db ->
            db.get("app")
                .sql("SELECT 1")
                .map(row -> String.valueOf(row.get(0)))
                .one()
                .contextWrite(withSchema(database.name())),
        db -> db.close().subscribe());
  }

  @ParameterizedTest
  @CsvSource({"ONE_FLIGHT, -1", "ONE_FLIGHT, 100000", "PIPELINED, 10"})
  @DisplayName("S34: plans are kept for each tenant, in a number that is known, or not at all")
  void refusesPlansThatCannotBeKept(TenantSwitch way, String plans) {
    DatabaseConfig config =
        DatabaseConfig.of(
                "r2dbc:postgresql://u:p@localhost/app?preparedStatementCacheQueries=" + plans)
            .withTenancy(Tenancy.schemaPerTenant().switchedBy(way));
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> build(config))
        .withMessageContaining("preparedStatementCacheQueries is " + plans);
  }

  @WithServer(DatabaseKind.POSTGRESQL)
  @ParameterizedTest
  @CsvSource({"ONE_FLIGHT, 256, true", "PIPELINED, 0, true", "PIPELINED, 256, false"})
  @DisplayName("S34: a given factory's own cache is not used, or its factory refused")
  void refusesOwnCacheOfGivenFactory(
      TenantSwitch way, String plans, boolean accepted, TestDatabase database) {
    database.execute("CREATE SCHEMA tenant");
    DatabaseConfig config =
        DatabaseConfig.of(
                ConnectionFactories.get(
                    database.r2dbcUrl() + "?preparedStatementCacheQueries=" + plans))
            .withRetry(RetryConfig.DEFAULTS.withAttempts(1))
            .withTenancy(Tenancy.schemaPerTenant().switchedBy(way));
    Mono<String> query =
        Mono.using(
            () -> build(config),
            db ->
                db.get("app")
                    .sql("SELECT $1::text")
                    .bind(0, "x")
                    .map(row -> String.valueOf(row.get(0)))
                    .one()
                    .contextWrite(withSchema("tenant")),
            db -> db.close().subscribe());
    if (accepted) {
      StepVerifier.create(query).expectNext("x").verifyComplete();
    } else {
      StepVerifier.create(query)
          .verifyErrorSatisfies(
              error ->
                  assertThat(error)
                      .isInstanceOf(InvalidConfigurationException.class)
                      .hasMessageContaining("give one with preparedStatementCacheQueries(0)"));
    }
  }

  @Test
  @WithServer(DatabaseKind.POSTGRESQL)
  @DisplayName("S10: connections of a given PostgreSQL factory rest on an empty search_path too")
  void emptiesRestingPathOfGivenFactory(TestDatabase database) {
    restsNowhere(DatabaseConfig.of(ConnectionFactories.get(database.r2dbcUrl())), database);
  }

  @Test
  @WithServer(DatabaseKind.POSTGRESQL)
  @DisplayName("S10: connections rest on an empty search_path")
  void restsOnEmptyPath(TestDatabase database) {
    restsNowhere(DatabaseConfig.of(database.r2dbcUrl()), database);
  }

  /** Whatever the database, or a role, would have them begin with. */
  private static void restsNowhere(DatabaseConfig config, TestDatabase database) {
    database.execute(
        "CREATE SCHEMA tenant",
        "CREATE TABLE public.item AS SELECT 1 AS id",
        "ALTER DATABASE %s SET search_path = public".formatted(database.name()));
    Mono<String> outsideOfPrefix =
        Mono.using(
            () -> build(config.withTenancy(Tenancy.schemaPerTenant())),
            db ->
                db.get("app")
                    .sql("COMMIT; SELECT id::text FROM item")
                    .map(row -> String.valueOf(row.get(0)))
                    .first()
                    .contextWrite(withSchema("tenant")),
            db -> db.close().subscribe());
    StepVerifier.create(outsideOfPrefix)
        .verifyErrorSatisfies(
            error -> assertThat(error).hasRootCauseMessage("relation \"item\" does not exist"));
  }
}
