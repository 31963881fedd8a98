package dev.flexidb;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.error.InvalidConfigurationException;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;

/**
 * How one database is reached, pooled and guarded, and where its tenants live. Immutable; {@code
 * toString} holds no secret.
 *
 * <pre>{@code
 * DatabaseConfig.of("r2dbc:postgresql://app:secret@localhost/users")
 *     .withTenancy(Tenancy.schemaPerTenant())
 *     .withPool(PoolConfig.DEFAULTS.withMaxSize(20));
 * }</pre>
 *
 * @param origin made by one of the {@code of} methods
 * @param pool the connection pool; {@link PoolConfig#DEFAULTS}
 * @param tenancy where the tenants live; {@link Tenancy#none()}
 * @param retry how often opening a connection is tried; {@link RetryConfig#DEFAULTS}
 * @param circuitBreaker when to stop asking a database that fails; {@link
 *     CircuitBreakerConfig#DEFAULTS}
 * @param statementTimeout how long the server may work on a statement, at most 365 days; zero
 *     leaves it to the server
 * @param healthCheck how often the server is asked whether it answers; {@link
 *     HealthCheckConfig#DEFAULTS}
 * @param reconnect how a server that is gone is looked for; {@link ReconnectConfig#DEFAULTS}
 * @param statementRetry how often a statement marked with {@link Idempotent}, or of a {@link
 *     Access#READ} view, is run; {@link StatementRetryConfig#DEFAULTS}
 * @param replicas where reads may go; {@link ReplicasConfig#NONE}
 * @param migration how migrations log in; {@link MigrationConfig#DERIVED}
 */
public record DatabaseConfig(
    Origin origin,
    PoolConfig pool,
    Tenancy tenancy,
    RetryConfig retry,
    CircuitBreakerConfig circuitBreaker,
    Duration statementTimeout,
    HealthCheckConfig healthCheck,
    ReconnectConfig reconnect,
    StatementRetryConfig statementRetry,
    ReplicasConfig replicas,
    MigrationConfig migration) {

  public DatabaseConfig {
    Settings.given("origin", origin, "the one of a config made by DatabaseConfig.of(..)");
    Settings.given("pool", pool, "a PoolConfig, such as PoolConfig.DEFAULTS");
    Settings.given("tenancy", tenancy, "Tenancy.none() or Tenancy.schemaPerTenant()");
    Settings.given("retry", retry, "a RetryConfig, such as RetryConfig.NONE");
    Settings.given(
        "circuitBreaker",
        circuitBreaker,
        "a CircuitBreakerConfig, such as CircuitBreakerConfig.DEFAULTS");
    Settings.given("statementTimeout", statementTimeout, "Duration.ZERO for none");
    Settings.given("replicas", replicas, "a ReplicasConfig, such as ReplicasConfig.NONE");
    if (statementTimeout.isNegative() || statementTimeout.compareTo(Settings.LONGEST) > 0) {
      throw new InvalidConfigurationException(
          "statementTimeout is %s; it must be from 0 (none) to 365 days"
              .formatted(statementTimeout));
    }
    Settings.given(
        "healthCheck", healthCheck, "a HealthCheckConfig, such as HealthCheckConfig.NONE");
    Settings.given("reconnect", reconnect, "a ReconnectConfig, such as ReconnectConfig.NONE");
    Settings.given(
        "statementRetry", statementRetry, "a StatementRetryConfig, such as its DEFAULTS or NONE");
    Settings.given("migration", migration, "a MigrationConfig, such as MigrationConfig.DERIVED");
  }

  /**
   * The database at an R2DBC URL: {@code r2dbc:postgresql://user:password@host:port/database},
   * {@code r2dbc:mysql://..} or {@code r2dbc:mariadb://..}.
   *
   * @throws InvalidConfigurationException at once, if the URL is malformed
   */
  public static DatabaseConfig of(String url) {
    return of(Origin.Driver.ofUrl(url));
  }

  /** The database that a driver finds by these options. */
  public static DatabaseConfig of(ConnectionFactoryOptions options) {
    return of(
        new Origin.Driver(
            Settings.given("options", options, "ConnectionFactoryOptions, or a URL")));
  }

  /**
   * The database behind a factory, which must not be a pool. Its options cannot be seen, so with
   * tenants each new connection is examined before its first use, where those of a URL are judged
   * when the database is built: server-side prepare on the MySQL family is refused then, and a
   * connection of PostgreSQL is put on an empty search_path.
   *
   * <p>What no connection shows is the caller's to leave out: MariaDB's {@code haMode} and {@code
   * transactionReplay}, which change connections behind our back and would mix tenants up. Nor does
   * it show the URL's database: name it with {@code sharedSchemas(..)} on the MySQL family, or a
   * tenant of its name is not refused.
   */
  public static DatabaseConfig of(ConnectionFactory factory) {
    return of(
        new Origin.Given(
            Settings.given("factory", factory, "a driver's ConnectionFactory, or a URL")));
  }

  private static DatabaseConfig of(Origin origin) {
    return new DatabaseConfig(
        origin,
        PoolConfig.DEFAULTS,
        Tenancy.none(),
        RetryConfig.DEFAULTS,
        CircuitBreakerConfig.DEFAULTS,
        Duration.ZERO,
        HealthCheckConfig.DEFAULTS,
        ReconnectConfig.DEFAULTS,
        StatementRetryConfig.DEFAULTS,
        ReplicasConfig.NONE,
        MigrationConfig.DERIVED);
  }

  public DatabaseConfig withPool(PoolConfig pool) {
    return with(draft -> draft.pool = pool);
  }

  public DatabaseConfig withTenancy(Tenancy tenancy) {
    return with(draft -> draft.tenancy = tenancy);
  }

  public DatabaseConfig withRetry(RetryConfig retry) {
    return with(draft -> draft.retry = retry);
  }

  public DatabaseConfig withCircuitBreaker(CircuitBreakerConfig circuitBreaker) {
    return with(draft -> draft.circuitBreaker = circuitBreaker);
  }

  /**
   * With this limit of a statement's time at the server, unless its connection is told another one
   * by the SPI. On MySQL it holds for SELECT alone.
   */
  public DatabaseConfig withStatementTimeout(Duration statementTimeout) {
    return with(draft -> draft.statementTimeout = statementTimeout);
  }

  public DatabaseConfig withHealthCheck(HealthCheckConfig healthCheck) {
    return with(draft -> draft.healthCheck = healthCheck);
  }

  public DatabaseConfig withReconnect(ReconnectConfig reconnect) {
    return with(draft -> draft.reconnect = reconnect);
  }

  /** With this many attempts for statements marked with {@link Idempotent}, and of READ views. */
  public DatabaseConfig withStatementRetry(StatementRetryConfig statementRetry) {
    return with(draft -> draft.statementRetry = statementRetry);
  }

  /**
   * With credentials that are asked for at each new connection, in place of those of the URL:
   * passwords that rotate, tokens that expire. Connections that are open stay so. The supplier is
   * called by any thread and must not block; where it fails, gives none or takes longer than {@link
   * PoolConfig#connectTimeout()}, that is a {@link dev.flexidb.error.ConnectFailedException}, and
   * tried again as {@link RetryConfig} says.
   *
   * @throws InvalidConfigurationException at once, of a config over a given ConnectionFactory
   */
  public DatabaseConfig withCredentials(Supplier<? extends Publisher<Credentials>> credentials) {
    Settings.given("credentials", credentials, "a supplier, such as () -> Mono.just(..)");
    if (!(origin instanceof Origin.Driver driver)) {
      throw new InvalidConfigurationException(
          "credentials cannot be put into a given ConnectionFactory; give a URL or options, or let"
              + " the factory ask for them itself");
    }
    return with(draft -> draft.origin = new Origin.Driver(driver.options(), credentials));
  }

  /** With replicas, of the same kind as the primary, for {@link Access#READ} and what reads. */
  public DatabaseConfig withReplicas(ReplicasConfig replicas) {
    return with(draft -> draft.replicas = replicas);
  }

  /** With the replicas at these URLs: see {@link ReplicasConfig#of(String...)}. */
  public DatabaseConfig withReplicas(String... urls) {
    return withReplicas(ReplicasConfig.of(urls));
  }

  /** With a login of its own for migrations, whose rights the service need not have. */
  public DatabaseConfig withMigration(MigrationConfig migration) {
    return with(draft -> draft.migration = migration);
  }

  private DatabaseConfig with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new DatabaseConfig(
        draft.origin,
        draft.pool,
        draft.tenancy,
        draft.retry,
        draft.circuitBreaker,
        draft.statementTimeout,
        draft.healthCheck,
        draft.reconnect,
        draft.statementRetry,
        draft.replicas,
        draft.migration);
  }

  /** These values, open to change. */
  private final class Draft {
    private Origin origin = origin();
    private PoolConfig pool = pool();
    private Tenancy tenancy = tenancy();
    private RetryConfig retry = retry();
    private CircuitBreakerConfig circuitBreaker = circuitBreaker();
    private Duration statementTimeout = statementTimeout();
    private HealthCheckConfig healthCheck = healthCheck();
    private ReconnectConfig reconnect = reconnect();
    private StatementRetryConfig statementRetry = statementRetry();
    private ReplicasConfig replicas = replicas();
    private MigrationConfig migration = migration();
  }
}
