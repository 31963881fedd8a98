package dev.flexidb.spring.properties;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * All of {@code flexidb.*}. A setting that is left out keeps the default of the record in core that
 * it ends in, where its limits are checked as well; an unknown one is an error. Immutable.
 *
 * @param defaultDatabase Name of the database whose beans are the application's primary ones. With
 *     one database alone it is that one.
 * @param failFast Whether the application does not start while a database cannot be reached.
 * @param closeGrace How long work in progress may take when the application is shut down.
 * @param migrateOnStartup Whether all databases and tenants are migrated before the application
 *     takes requests. Needs flexidb-migrate.
 * @param groups Groups of databases, by name.
 * @param databases The databases, by name.
 * @param statementTimeout How long a server may work on a statement, for databases that do not say
 *     otherwise.
 * @param pool The pools of databases that do not say otherwise.
 * @param retry How often opening a connection is tried, for databases that do not say otherwise.
 * @param circuitBreaker When a database that fails is not asked any more, for databases that do not
 *     say otherwise.
 * @param healthCheck How often a server is asked whether it answers, for databases that do not say
 *     otherwise.
 * @param reconnect How a server that is gone is looked for, for databases that do not say
 *     otherwise.
 * @param statementRetry How often a statement marked as idempotent is run, for databases that do
 *     not say otherwise.
 * @param observe What is told of the databases.
 * @param migration Where migrations are found and how they run.
 * @param tenant How a request's tenant is found.
 * @param web What else is done for requests.
 * @param dashboard A page that shows how the databases are.
 */
@ConfigurationProperties(prefix = FlexiDbProperties.PREFIX, ignoreUnknownFields = false)
public record FlexiDbProperties(
    @Nullable String defaultDatabase,
    @DefaultValue("false") boolean failFast,
    @Nullable Duration closeGrace,
    @DefaultValue("false") boolean migrateOnStartup,
    @DefaultValue Map<String, List<String>> groups,
    @DefaultValue Map<String, DatabaseProperties> databases,
    @Nullable Duration statementTimeout,
    @Nullable @NestedConfigurationProperty PoolProperties pool,
    @Nullable @NestedConfigurationProperty RetryProperties retry,
    @Nullable @NestedConfigurationProperty CircuitBreakerProperties circuitBreaker,
    @Nullable @NestedConfigurationProperty HealthCheckProperties healthCheck,
    @Nullable @NestedConfigurationProperty ReconnectProperties reconnect,
    @Nullable @NestedConfigurationProperty StatementRetryProperties statementRetry,
    @DefaultValue @NestedConfigurationProperty ObserveProperties observe,
    @DefaultValue @NestedConfigurationProperty MigrationProperties migration,
    @DefaultValue @NestedConfigurationProperty TenantProperties tenant,
    @DefaultValue @NestedConfigurationProperty WebProperties web,
    @DefaultValue @NestedConfigurationProperty DashboardProperties dashboard) {

  /** What all of them begin with. */
  public static final String PREFIX = "flexidb";

  /** The names of databases alone: their settings may be secret. */
  @Override
  public String toString() {
    return "FlexiDbProperties" + databases.keySet();
  }
}
