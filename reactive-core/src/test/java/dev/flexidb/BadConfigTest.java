package dev.flexidb;

import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.flexidb.error.DuplicateDatabaseException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.test.MockConnection;
import io.r2dbc.spi.test.MockConnectionFactory;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** A setting that cannot be right is refused at once, in one line, and never corrected. */
class BadConfigTest {

  private static final String PG = "r2dbc:postgresql://app:secret@127.0.0.1:1/users";
  private static final Duration NEGATIVE = Duration.ofSeconds(-1);
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  private static DatabaseConfig mock() {
    return DatabaseConfig.of(MockConnectionFactory.empty());
  }

  private static ReactiveFlexiDb build(DatabaseConfig config) {
    return ReactiveFlexiDb.builder().database("app", config).build();
  }

  private static void build(String url, Tenancy tenancy) {
    build(DatabaseConfig.of(url).withTenancy(tenancy));
  }

  /** A duration that is refused everywhere, whatever else it may be fit for. */
  private static Stream<Arguments> durations(Duration unfit) {
    PoolConfig pool = PoolConfig.DEFAULTS;
    String says = " is %s; it must be from 1 ms to 365 days".formatted(unfit);
    return Stream.of(
        refused("pool acquireTimeout" + says, () -> pool.withAcquireTimeout(unfit)),
        refused("pool connectTimeout" + says, () -> pool.withConnectTimeout(unfit)),
        refused("pool maxLifetime" + says, () -> pool.withMaxLifetime(unfit)),
        refused("pool drainTimeout" + says, () -> pool.withDrainTimeout(unfit)),
        refused("retry delay" + says, () -> RetryConfig.DEFAULTS.withDelay(unfit)),
        refused("health check timeout" + says, () -> HealthCheckConfig.DEFAULTS.withTimeout(unfit)),
        refused("reconnect interval" + says, () -> ReconnectConfig.DEFAULTS.withInterval(unfit)));
  }

  static Stream<Arguments> unfitDurations() {
    return Stream.of(
            Duration.ZERO, NEGATIVE, Duration.ofNanos(999_999), LONGEST.plusNanos(1), FOREVER)
        .flatMap(BadConfigTest::durations);
  }

  private static Arguments refused(String says, ThrowingCallable setting) {
    return arguments(says, setting);
  }

  static Stream<Arguments> settings() {
    PoolConfig pool = PoolConfig.DEFAULTS;
    RetryConfig retry = RetryConfig.DEFAULTS;
    Tenancy.SchemaPerTenant tenants = Tenancy.schemaPerTenant();
    return Stream.of(
        refused("pool maxSize is 0; it must be at least 1", () -> pool.withMaxSize(0)),
        refused("pool maxSize is -1; it must be at least 1", () -> pool.withMaxSize(-1)),
        refused(
            "pool initialSize is -1; it must be from 0 to 65535", () -> pool.withInitialSize(-1)),
        refused(
            "pool initialSize is 65536; it must be from 0 to 65535",
            () -> pool.withMaxSize(Integer.MAX_VALUE).withInitialSize(65_536)),
        refused("pool maxPending is -1; it must be at least 0", () -> pool.withMaxPending(-1)),
        refused(
            "pool initialSize is 11 and maxSize is 10; initialSize must not be above maxSize",
            () -> pool.withInitialSize(11)),
        refused(
            "pool maxIdle is PT-1S; it must be 0 or from 1 ms to 365 days",
            () -> pool.withMaxIdle(NEGATIVE)),
        refused(
            "closeGrace is PT-1S; it must be from 0 to 365 days",
            () -> ReactiveFlexiDb.builder().closeGrace(NEGATIVE)),
        refused("pool maxTenants is 0; it must be at least 1", () -> pool.withMaxTenants(0)),
        refused("pool maxPerTenant is -1; it must be at least 0", () -> pool.withMaxPerTenant(-1)),
        refused(
            "pool maxPerTenant is 11 and maxSize is 10; maxPerTenant must not be above maxSize",
            () -> pool.withMaxPerTenant(11)),
        refused(
            "database \"app\": pool maxPerTenant is 4 and tenancy is none; without tenants it limits",
            () -> build(mock().withPool(pool.withMaxPerTenant(4)))),
        refused(
            "database \"app\": hedgeAfter is PT1S and statementTimeout is PT1S; hedgeAfter must be",
            () ->
                build(
                    mock()
                        .withReplicas(
                            ReplicasConfig.of(MockConnectionFactory.empty())
                                .withHedgeAfter(Duration.ofSeconds(1)))
                        .withStatementTimeout(Duration.ofSeconds(1)))),
        refused(
            "hedgeAfter is PT1S and there are no replicas to ask; begin with ReplicasConfig.of(..)",
            () -> ReplicasConfig.NONE.withHedgeAfter(Duration.ofSeconds(1))),
        refused(
            "fallback is FAIL and there are no replicas, so no read would ever run",
            () -> ReplicasConfig.NONE.withFallback(Fallback.FAIL)),
        refused(
            "rolePerTenant is \"app\", one role for all; let it hold {schema}, such as"
                + " tenant_{schema}",
            () -> tenants.rolePerTenant("app")),
        refused(
            "rolePerTenant is \"\", which names no role; let it hold {schema}, such as tenant_{schema}",
            () -> tenants.rolePerTenant("")),
        refused("rolePerTenant is \" \", which names no role", () -> tenants.rolePerTenant(" ")),
        refused(
            "setting \"search_path\" is none of yours; name it with a dot, such as app.tenant",
            () -> tenants.settings(Map.of("search_path", "{schema}"))),
        refused(
            "setting \"app.tenant\" holds a backslash or NUL; use another value",
            () -> tenants.settings(Map.of("app.tenant", "\\'{schema}"))),
        refused(
            "statementTimeout is PT-1S; it must be from 0 (none) to 365 days",
            () -> mock().withStatementTimeout(NEGATIVE)),
        refused(
            "statementTimeout is " + FOREVER + "; it must be from 0 (none) to 365 days",
            () -> mock().withStatementTimeout(FOREVER)),
        refused(
            "statement retry attempts is 0; it must be at least 1",
            () -> StatementRetryConfig.DEFAULTS.withAttempts(0)),
        refused(
            "statement retry delay is PT-1S; it must be from 1 ms to 365 days",
            () -> StatementRetryConfig.DEFAULTS.withDelay(NEGATIVE)),
        refused(
            "statement retry budget is 1.1; it must be from 0 to 1",
            () -> StatementRetryConfig.DEFAULTS.withBudget(1.1)),
        refused(
            "transaction retry attempts is 0; it must be at least 1",
            () -> TransactionRetry.DEFAULTS.withAttempts(0)),
        refused(
            "transaction retry delay is PT-1S; it must be from 1 ms to 365 days",
            () -> TransactionRetry.DEFAULTS.withDelay(NEGATIVE)),
        refused(
            "transaction retry jitter is NaN; it must be from 0 to 1",
            () -> TransactionRetry.DEFAULTS.withJitter(Double.NaN)),
        refused("retry attempts is 0; it must be at least 1", () -> retry.withAttempts(0)),
        refused(
            "health check interval is PT-1S; it must be from 1 ms to 365 days",
            () -> HealthCheckConfig.DEFAULTS.withInterval(NEGATIVE)),
        refused(
            "health check timeout is PT2S and interval is PT1S; timeout must not be above interval",
            () -> HealthCheckConfig.DEFAULTS.withInterval(Duration.ofSeconds(1))),
        refused(
            "health check jitter is 1.1; it must be from 0 to 1",
            () -> HealthCheckConfig.DEFAULTS.withJitter(1.1)),
        refused(
            "health check jitter is NaN; it must be from 0 to 1",
            () -> HealthCheckConfig.DEFAULTS.withJitter(Double.NaN)),
        refused(
            "reconnect maxAttempts is 0; it must be at least 1",
            () -> ReconnectConfig.DEFAULTS.withMaxAttempts(0)),
        refused("retry jitter is NaN; it must be from 0 to 1", () -> retry.withJitter(Double.NaN)),
        refused("retry jitter is -0.1; it must be from 0 to 1", () -> retry.withJitter(-0.1)),
        refused("retry jitter is 1.1; it must be from 0 to 1", () -> retry.withJitter(1.1)),
        refused(
            "the URL is missing; the form is r2dbc:postgresql://user:password@host:port/database",
            () -> DatabaseConfig.of(" ")),
        refused(
            "the URL \"jdbc:postgresql://***\" is malformed; the form is r2dbc:postgresql://",
            () -> DatabaseConfig.of("jdbc:postgresql://app:secret@db/users")),
        refused(
            "the URL begins with r2dbc:pool; the pool is ours: remove \"pool:\" and use withPool(..)",
            () -> DatabaseConfig.of("r2dbc:pool:postgresql://app:secret@db/users")),
        refused(
            "the given ConnectionFactory is a ConnectionPool; the pool is ours: give the driver's",
            () ->
                DatabaseConfig.of(
                    new ConnectionPool(
                        ConnectionPoolConfiguration.builder(new Attempts(PG)).build()))),
        refused(
            "no R2DBC driver for \"oracle\" is on the class path; add its dependency",
            () -> build(DatabaseConfig.of("r2dbc:oracle://app:secret@db/users"))),
        refused(
            "the R2DBC driver \"postgresql\" refuses its options (Cannot assign option sslMode); what"
                + " they may be is said at https://github.com/pgjdbc/r2dbc-postgresql",
            () -> build(DatabaseConfig.of(PG + "?sslMode=secretly"))),
        refused(
            "the R2DBC driver \"mariadb\" refuses its options (Wrong argument value '***' for"
                + " SslMode); what they may be is said at https://github.com/mariadb-corporation/",
            () ->
                build(
                    DatabaseConfig.of(
                        "r2dbc:mariadb://a:pw@db/users?a=secr&b=secr&c=secr&d=secr&sslMode=secretly"))),
        refused(
            "the R2DBC driver \"mysql\" refuses its options (No enum constant"
                + " io.asyncer.r2dbc.mysql.constant.SslMode.***); what they may be is said at"
                + " https://github.com/asyncer-io/r2dbc-mysql",
            () -> build(DatabaseConfig.of("r2dbc:mysql://a:pw@db/users?sslMode=secretly"))),
        refused(
            "schemaPerTenant works on PostgreSQL, MySQL and MariaDB, not on",
            () -> build(mock().withTenancy(tenants))),
        refused(
            "shared schema \"a\\u000ab\" is not a plain name; use letters, digits and _",
            () -> tenants.sharedSchemas("a\nb")),
        refused(
            "shared schema \"a\", \"b\" is not a plain", () -> tenants.sharedSchemas("a\", \"b")),
        refused("shared schema \"\" is not a plain name", () -> tenants.sharedSchemas("")),
        refused("shared schema \"1a\" is not a plain name", () -> tenants.sharedSchemas("1a")),
        refused(
            "shared schema \"pg_temp\" is a server's own; name a schema that you made, or public",
            () -> tenants.sharedSchemas("public", "pg_temp")),
        refused(
            "shared schema \"pg_catalog\" is a server's own",
            () -> tenants.sharedSchemas("pg_catalog")),
        refused(
            "shared schema \"INFORMATION_SCHEMA\" is a server's own",
            () -> tenants.sharedSchemas("INFORMATION_SCHEMA")),
        refused("shared schema \"mysql\" is a server's own", () -> tenants.sharedSchemas("mysql")),
        refused(
            "database \"app\": sharedSchemas are [one, two], and MySQL stands in one schema at a time;"
                + " name one, which withoutSchema() then means",
            () -> build("r2dbc:mysql://a:b@db/users", tenants.sharedSchemas("one", "two"))),
        refused(
            "database \"app\": sharedSchemas are [one, two], and MariaDB stands in one schema",
            () -> build("r2dbc:mariadb://a:b@db/users", tenants.sharedSchemas("one", "two"))),
        refused("the URL sets search_path", () -> build(PG + "?schema=other", tenants)),
        refused(
            "the driver option useServerPrepareStatement is not allowed with schemaPerTenant",
            () -> build("r2dbc:mysql://a:b@db/users?useServerPrepareStatement=true", tenants)),
        refused(
            "database \"app\" has no tenants; configure Tenancy.schemaPerTenant() for forSchema(..)",
            () -> build(mock()).get("app").forSchema(new SchemaName("acme"))),
        refused(
            "group \"eu\" is empty; name at least one database",
            () -> build(mock()).group("eu", List.of())),
        refused("group name \"a b\" is not allowed", () -> build(mock()).group("a b", List.of())));
  }

  private static Object optionsWith(String driver, Option<?> option, Object value) {
    @SuppressWarnings("unchecked")
    Option<Object> any = (Option<Object>) option;
    ConnectionFactoryOptions given =
        ConnectionFactoryOptions.parse("r2dbc:%s://app:secret@db/users".formatted(driver));
    return DatabaseConfig.of(given.mutate().option(any, value).build());
  }

  static Stream<Arguments> addresses() {
    return Stream.of("postgresql", "mysql", "mariadb").flatMap(BadConfigTest::addresses);
  }

  private static Stream<Arguments> addresses(String driver) {
    String url = "r2dbc:" + driver + "://app:secret@";
    String port = "; it must be a number from 1 to 65535";
    String host =
        "the host is missing; name the server's, localhost too; the form is r2dbc:postgresql";
    return Stream.of(
        refused("the port is 99999" + port, () -> DatabaseConfig.of(url + "db:99999/users")),
        refused("the port is 0" + port, () -> DatabaseConfig.of(url + "db:0/users")),
        refused("the port is -1" + port, () -> DatabaseConfig.of(url + "db:-1/users")),
        refused("the port is 65536" + port, () -> DatabaseConfig.of(url + "a:1,b:65536/users")),
        refused("the port is no number" + port, () -> DatabaseConfig.of(url + "db:port/users")),
        refused(
            "the port is no number; it must be",
            () -> DatabaseConfig.of("r2dbc:%s://app:secret/users".formatted(driver))),
        refused(
            "the port is out of range; it must be",
            () -> DatabaseConfig.of("r2dbc:%s://app:123456789/users".formatted(driver))),
        refused("the port is 99999" + port, () -> optionsWith(driver, PORT, 99_999)),
        refused("the port is -1" + port, () -> optionsWith(driver, PORT, -1)),
        refused("the port is no number" + port, () -> optionsWith(driver, PORT, "secret")),
        refused(host, () -> DatabaseConfig.of(url + "/users")),
        refused(host, () -> DatabaseConfig.of(url + ":5432/users")),
        refused(host, () -> DatabaseConfig.of(url + "a,:5432/users")),
        refused(host, () -> DatabaseConfig.of("r2dbc:%s:///users".formatted(driver))),
        refused(host, () -> optionsWith(driver, HOST, " ")));
  }

  static final List<String> ADDRESSES =
      List.of(
          "r2dbc:postgresql://app:secret@db/users",
          "r2dbc:postgresql://app:secret@db:1/users",
          "r2dbc:postgresql://app:secret@[::1]:65535/users",
          "r2dbc:postgresql:failover://app:secret@a:1,b/users",
          "r2dbc:postgresql://app:secret@/users?socket=/tmp/.s.PGSQL.5432",
          "r2dbc:mysql://app:secret@/users?unixSocket=/tmp/mysql.sock",
          "r2dbc:mariadb://app:secret@/users?socket=/tmp/mysql.sock",
          "r2dbc:h2:mem:///users");

  @ParameterizedTest
  @FieldSource("ADDRESSES")
  void anAddressThatMayBeRightIsTaken(String url) {
    assertThat(DatabaseConfig.of(url)).isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"addresses", "settings", "unfitDurations"})
  void isRefusedAtOnceInOneLineThatSaysWhatIsAllowed(String says, ThrowingCallable setting) {
    assertThat(catchThrowable(setting))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageContaining(says)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aLimitOfAConnectionThatNoServerCanCountIsRefused() {
    ReactiveFlexiDb db = build(mock());
    Database app = db.get("app");

    Connection connection = Objects.requireNonNull(Mono.from(app.create()).block());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connection.setStatementTimeout(FOREVER))
        .withMessageContaining("must be at most 365 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connection.setLockWaitTimeout(FOREVER))
        .withMessageContaining("must be at most 365 days");
    db.close().block();
  }

  /** What is as good as no limit is taken, and works. */
  @Test
  void theLargestSettingsWork() {
    int most = Integer.MAX_VALUE;
    PoolConfig pool =
        PoolConfig.DEFAULTS
            .withMaxSize(most)
            .withMaxPending(most)
            .withMaxTenants(most)
            .withAcquireTimeout(LONGEST)
            .withConnectTimeout(LONGEST)
            .withMaxLifetime(LONGEST)
            .withMaxIdle(LONGEST)
            .withDrainTimeout(LONGEST);
    RetryConfig retry = RetryConfig.DEFAULTS.withAttempts(most).withDelay(LONGEST);
    MockConnection connection = MockConnection.builder().valid(true).build();
    ConnectionFactory driver = MockConnectionFactory.builder().connection(connection).build();

    ReactiveFlexiDb db =
        build(
            DatabaseConfig.of(driver)
                .withPool(pool)
                .withRetry(retry)
                .withStatementTimeout(LONGEST));

    db.connect().then(db.close()).as(StepVerifier::create).verifyComplete();
  }

  static final List<String> HOSTILE_NAMES =
      List.of("", " ", "a b", "1a", ".", "../etc", "a\nb", "a\u202eb", "ä", "a\"b", "x".repeat(64));

  @ParameterizedTest
  @FieldSource("HOSTILE_NAMES")
  void aHostileNameOfADatabaseIsRefused(String name) {
    assertThat(catchThrowable(() -> ReactiveFlexiDb.builder().database(name, mock())))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("database name \"")
        .hasMessageContaining(
            "use letters, digits, \"_\", \"-\" and \".\", beginning with a letter")
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "user", "Orders-EU.1", "a_b"})
  void aPlainNameOfADatabaseIsTaken(String name) {
    assertThat(ReactiveFlexiDb.builder().database(name, mock()).build().list())
        .containsExactly(name);
  }

  @Test
  void aNameIsTakenOnce() {
    ReactiveFlexiDb.Builder builder = ReactiveFlexiDb.builder().database("user", mock());

    assertThat(catchThrowable(() -> builder.database("user", mock())))
        .isInstanceOf(DuplicateDatabaseException.class)
        .hasMessage("a database named \"user\" is registered already; choose another name");
  }
}
