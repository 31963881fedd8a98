package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.flexidb.batch.Middleware;
import dev.flexidb.error.UnknownDatabaseException;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.test.MockConnectionFactory;
import java.util.Collections;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.test.StepVerifier;

/** Null where something has to be, from callers whose compiler does not see to it. */
@NullUnmarked
class MissingSettingsTest {

  private static final DatabaseConfig CONFIG = DatabaseConfig.of(MockConnectionFactory.empty());

  private static final ReactiveFlexiDb DB =
      ReactiveFlexiDb.builder().database("app", CONFIG).build();

  @AfterAll
  static void close() {
    DB.close().block();
  }

  private static Arguments missing(String says, ThrowingCallable setting) {
    return arguments(says, setting);
  }

  static Stream<Arguments> missing() {
    Tenancy.SchemaPerTenant tenants = Tenancy.schemaPerTenant();
    return Stream.of(
        missing(
            "pool is null; give a PoolConfig, such as PoolConfig.DEFAULTS",
            () -> CONFIG.withPool(null)),
        missing(
            "tenancy is null; give Tenancy.none() or Tenancy.schemaPerTenant()",
            () -> CONFIG.withTenancy(null)),
        missing(
            "retry is null; give a RetryConfig, such as RetryConfig.NONE",
            () -> CONFIG.withRetry(null)),
        missing(
            "circuitBreaker is null; give a CircuitBreakerConfig, such as"
                + " CircuitBreakerConfig.DEFAULTS",
            () -> CONFIG.withCircuitBreaker(null)),
        missing(
            "statementTimeout is null; give Duration.ZERO for none",
            () -> CONFIG.withStatementTimeout(null)),
        missing(
            "healthCheck is null; give a HealthCheckConfig, such as HealthCheckConfig.NONE",
            () -> CONFIG.withHealthCheck(null)),
        missing(
            "reconnect is null; give a ReconnectConfig, such as ReconnectConfig.NONE",
            () -> CONFIG.withReconnect(null)),
        missing(
            "listener is null; give a FlexiDbListener",
            () -> ReactiveFlexiDb.builder().listener(null)),
        missing(
            "statementRetry is null; give a StatementRetryConfig, such as its DEFAULTS or NONE",
            () -> CONFIG.withStatementRetry(null)),
        missing(
            "options is null; give ConnectionFactoryOptions, or a URL",
            () -> DatabaseConfig.of((ConnectionFactoryOptions) null)),
        missing(
            "factory is null; give a driver's ConnectionFactory, or a URL",
            () -> DatabaseConfig.of((ConnectionFactory) null)),
        missing("switchedBy is null; give ONE_FLIGHT or PIPELINED", () -> tenants.switchedBy(null)),
        missing(
            "rolePerTenant is null; give a pattern with {schema}, such as tenant_{schema}",
            () -> tenants.rolePerTenant(null)),
        missing(
            "settings is null; give a Map, such as Map.of(\"app.tenant\", \"{schema}\")",
            () -> tenants.settings(null)),
        missing(
            "setting \"app.tenant\" is null; give a text, which may hold {schema}",
            () -> tenants.settings(Collections.singletonMap("app.tenant", null))),
        missing("a shared schema is null; give its name", () -> tenants.sharedSchemas("one", null)),
        missing(
            "the config of database \"app\" is null; give one, such as DatabaseConfig.of(url)",
            () -> ReactiveFlexiDb.builder().database("app", null)),
        missing(
            "the list of names of group \"eu\" is null; give at least one name",
            () -> DB.group("eu", null)),
        missing(
            "middleware is null; give one, such as (invocation, next) -> next",
            () -> DB.use((Middleware) null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("missing")
  void whatIsNullIsNamedWithWhatToGive(String says, ThrowingCallable setting) {
    assertThat(catchThrowable(setting)).isInstanceOf(NullPointerException.class).hasMessage(says);
  }

  @Test
  void aNameWithoutAConfigIsNotTaken() {
    ReactiveFlexiDb.Builder builder = ReactiveFlexiDb.builder();

    assertThat(catchThrowable(() -> builder.database("app", null))).isNotNull();
    ReactiveFlexiDb db = builder.database("app", CONFIG).build();
    assertThat(db.list()).containsExactly("app");
    db.close().block();
  }

  @Test
  void noNameAtAllIsAnUnknownName() {
    assertThatThrownBy(() -> DB.get(null))
        .isInstanceOf(UnknownDatabaseException.class)
        .hasMessageStartingWith("unknown database \"null\"; known are \"app\"");
    assertThatThrownBy(() -> DB.use(null, (invocation, next) -> next))
        .isInstanceOf(UnknownDatabaseException.class);
    assertThatThrownBy(() -> DB.group("eu", Collections.singletonList(null)))
        .isInstanceOf(UnknownDatabaseException.class);
    DB.healthGroup(null)
        .as(StepVerifier::create)
        .verifyErrorMessage(
            "unknown group \"null\"; known are none; define it with group(\"...\", names)");
  }
}
