package dev.flexidb.spring.properties;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One database. Immutable.
 *
 * @param url R2DBC URL, such as r2dbc:postgresql://localhost/orders. Without one, that of the
 *     environment variable DATABASE_URL_{NAME} is taken.
 * @param username User, in place of the one in the URL.
 * @param password Password, in place of the one in the URL.
 * @param readHosts Replicas that reads may go to, each as host, host:port, or an R2DBC URL.
 * @param statementTimeout How long the server may work on a statement; zero leaves it to the
 *     server.
 * @param pool Size and patience of the pool.
 * @param replicas How reads are spread over the read hosts.
 * @param tenancy Where the tenants live.
 * @param retry How often opening a connection is tried.
 * @param circuitBreaker When the database is not asked any more.
 * @param healthCheck How often the server is asked whether it answers.
 * @param reconnect How a server that is gone is looked for.
 * @param statementRetry How often a statement marked as idempotent is run.
 * @param migration How migrations log in.
 */
public record DatabaseProperties(
    @Nullable String url,
    @Nullable String username,
    @Nullable String password,
    @DefaultValue List<String> readHosts,
    @Nullable Duration statementTimeout,
    @Nullable @NestedConfigurationProperty PoolProperties pool,
    @Nullable @NestedConfigurationProperty ReplicasProperties replicas,
    @Nullable @NestedConfigurationProperty TenancyProperties tenancy,
    @Nullable @NestedConfigurationProperty RetryProperties retry,
    @Nullable @NestedConfigurationProperty CircuitBreakerProperties circuitBreaker,
    @Nullable @NestedConfigurationProperty HealthCheckProperties healthCheck,
    @Nullable @NestedConfigurationProperty ReconnectProperties reconnect,
    @Nullable @NestedConfigurationProperty StatementRetryProperties statementRetry,
    @Nullable @NestedConfigurationProperty LoginProperties migration) {

  /** With this URL, and nothing else said. */
  public static DatabaseProperties of(@Nullable String url) {
    return new DatabaseProperties(
        url, null, null, List.of(), null, null, null, null, null, null, null, null, null, null);
  }

  /** Whether its tenants are to be those of the registry. */
  public boolean hasRegistry() {
    return tenancy != null && tenancy.registry();
  }

  /** Nothing: any of it may be secret. */
  @Override
  public String toString() {
    return "DatabaseProperties[***]";
  }
}
