package dev.flexidb.spring;

import static dev.flexidb.spring.properties.Overrides.merged;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReplicasConfig;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.spring.properties.DatabaseProperties;
import dev.flexidb.spring.properties.FlexiDbProperties;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One database as it is written, on its way to a {@link DatabaseConfig}.
 *
 * @param url as the environment has it, where the properties have none
 * @param given in place of all that is written of servers and logins; null for none
 */
record ConfiguredDatabase(
    String name,
    DatabaseProperties own,
    @Nullable String url,
    @Nullable ConnectionFactoryOptions given) {

  private static final Pattern WITHOUT_R2DBC =
      Pattern.compile("(postgres|postgresql|mysql|mariadb)://.*", Pattern.DOTALL);

  /**
   * @param all what holds for databases that do not say otherwise
   * @throws InvalidConfigurationException if it cannot be right
   */
  DatabaseConfig config(FlexiDbProperties all) {
    try {
      if (own.username() != null && own.username().isBlank()) {
        throw new InvalidConfigurationException("the username is blank; give one, or remove it");
      }
      if (given != null) {
        return settings(DatabaseConfig.of(given), all);
      }
      DatabaseConfig config = settings(DatabaseConfig.of(primary()), all);
      if (own.migration() != null) {
        config = config.withMigration(own.migration().config());
      }
      return own.readHosts().isEmpty() && own.replicas() == null
          ? config
          : config.withReplicas(merged(own.replicas(), replicas()));
    } catch (IllegalArgumentException unfit) {
      throw new InvalidConfigurationException(
          "database \"%s\": %s".formatted(name, unfit.getMessage()));
    }
  }

  private DatabaseConfig settings(DatabaseConfig base, FlexiDbProperties all) {
    DatabaseConfig config =
        base.withPool(merged(own.pool(), merged(all.pool(), base.pool())))
            .withRetry(merged(own.retry(), merged(all.retry(), base.retry())))
            .withCircuitBreaker(
                merged(own.circuitBreaker(), merged(all.circuitBreaker(), base.circuitBreaker())))
            .withHealthCheck(
                merged(own.healthCheck(), merged(all.healthCheck(), base.healthCheck())))
            .withReconnect(merged(own.reconnect(), merged(all.reconnect(), base.reconnect())))
            .withStatementRetry(
                merged(own.statementRetry(), merged(all.statementRetry(), base.statementRetry())));
    if (own.tenancy() != null) {
      config = config.withTenancy(own.tenancy().tenancy());
    }
    if (own.statementTimeout() != null) {
      return config.withStatementTimeout(own.statementTimeout());
    }
    return all.statementTimeout() == null
        ? config
        : config.withStatementTimeout(all.statementTimeout());
  }

  private ConnectionFactoryOptions primary() {
    String found = own.url() == null || own.url().isBlank() ? url : own.url();
    if (found == null || found.isBlank()) {
      throw new InvalidConfigurationException(
          "there is no URL; set flexidb.databases.%s.url, or DATABASE_URL_%s in the environment"
              .formatted(name, name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_")));
    }
    return withCredentials(parsed(found), true);
  }

  /** By core, whose errors hold no secret. */
  private static ConnectionFactoryOptions parsed(String url) {
    String complete =
        WITHOUT_R2DBC.matcher(url).matches()
            ? "r2dbc:" + url.replaceFirst("^postgres:", "postgresql:")
            : url;
    return Objects.requireNonNull(DatabaseConfig.of(complete).origin().options());
  }

  /**
   * @param replace whether the properties come before what the URL says
   */
  private ConnectionFactoryOptions withCredentials(
      ConnectionFactoryOptions options, boolean replace) {
    ConnectionFactoryOptions.Builder with = options.mutate();
    if (own.username() != null && (replace || !options.hasOption(ConnectionFactoryOptions.USER))) {
      with.option(ConnectionFactoryOptions.USER, own.username());
    }
    if (own.password() != null
        && (replace || !options.hasOption(ConnectionFactoryOptions.PASSWORD))) {
      with.option(ConnectionFactoryOptions.PASSWORD, own.password());
    }
    return with.build();
  }

  private ReplicasConfig replicas() {
    return own.readHosts().isEmpty()
        ? ReplicasConfig.NONE
        : ReplicasConfig.of(
            own.readHosts().stream().map(this::replica).toArray(ConnectionFactoryOptions[]::new));
  }

  private ConnectionFactoryOptions replica(String host) {
    return host.contains("://")
        ? withCredentials(parsed(host), false)
        : ReadHost.parse(host).in(primary());
  }

  /** The name alone: the rest may be secret. */
  @Override
  public String toString() {
    return "ConfiguredDatabase[" + name + "]";
  }
}
