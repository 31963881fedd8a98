package dev.flexidb.spring.properties;

import dev.flexidb.MigrationConfig;
import dev.flexidb.error.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MigrationConfig}. Immutable.
 *
 * @param jdbcUrl JDBC URL of migrations, without credentials. Made from the R2DBC URL unless it is
 *     given.
 * @param username User of migrations.
 * @param password Password of migrations.
 */
public record LoginProperties(
    @Nullable String jdbcUrl, @Nullable String username, @Nullable String password) {

  /**
   * The same for core.
   *
   * @throws InvalidConfigurationException if it cannot be right
   */
  public MigrationConfig config() {
    if (username == null) {
      if (jdbcUrl != null || password != null) {
        throw new InvalidConfigurationException("the login of its migrations has no username");
      }
      return MigrationConfig.DERIVED;
    }
    String secret = password == null ? "" : password;
    return jdbcUrl == null
        ? MigrationConfig.as(username, secret)
        : MigrationConfig.of(jdbcUrl, username, secret);
  }

  @Override
  public String toString() {
    return "LoginProperties[***]";
  }
}
