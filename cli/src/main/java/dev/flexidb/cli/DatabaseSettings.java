package dev.flexidb.cli;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.MigrationConfig;
import dev.flexidb.RetryConfig;
import dev.flexidb.Tenancy;
import dev.flexidb.cli.ConfigFile.DatabaseEntry;
import dev.flexidb.cli.ConfigFile.LoginEntry;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How one database is reached, by the file and the environment. */
record DatabaseSettings(String name, DatabaseEntry entry, Environment environment) {

  private static final String SCHEMA_PER_TENANT = "schema-per-tenant";
  private static final String NONE = "none";
  private static final Pattern WITHOUT_R2DBC =
      Pattern.compile("(postgres|postgresql|mysql|mariadb)://.*", Pattern.DOTALL);

  /**
   * @throws CommandFailedException if it cannot be right
   */
  DatabaseConfig config() {
    try {
      // Somebody waits for the answer, and can ask again.
      return DatabaseConfig.of(url())
          .withRetry(RetryConfig.NONE)
          .withTenancy(tenancy())
          .withMigration(migration());
    } catch (InvalidConfigurationException unfit) {
      throw new CommandFailedException(
          "database \"%s\": %s".formatted(name, unfit.getMessage()), unfit);
    }
  }

  private String url() {
    String url =
        environment
            .url(name)
            .or(() -> Optional.ofNullable(entry.url()))
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "database \"%s\" has no URL; set %s, or \"url\" in %s"
                            .formatted(name, Environment.urlName(name), Project.FILE)));
    if (url.contains("${")) {
      throw new CommandFailedException(
          "database \"%s\": its URL holds ${..}, which is not replaced; set %s"
              .formatted(name, Environment.urlName(name)));
    }
    return WITHOUT_R2DBC.matcher(url).matches()
        ? "r2dbc:" + url.replaceFirst("^postgres:", "postgresql:")
        : url;
  }

  private Tenancy tenancy() {
    String tenancy = entry.tenancy() == null ? implied() : entry.tenancy();
    if (tenancy.equals(NONE)) {
      return Tenancy.none();
    }
    if (!tenancy.equals(SCHEMA_PER_TENANT)) {
      throw new CommandFailedException(
          "database \"%s\": unknown tenancy \"%s\"; known are \"%s\" and \"%s\""
              .formatted(name, Quoted.line(tenancy), NONE, SCHEMA_PER_TENANT));
    }
    Tenancy.SchemaPerTenant tenants = Tenancy.schemaPerTenant();
    if (entry.sharedSchemas() != null) {
      tenants = tenants.sharedSchemas(entry.sharedSchemas().toArray(String[]::new));
    }
    return entry.rolePerTenant() == null ? tenants : tenants.rolePerTenant(entry.rolePerTenant());
  }

  private String implied() {
    return entry.sharedSchemas() == null && entry.rolePerTenant() == null
        ? NONE
        : SCHEMA_PER_TENANT;
  }

  private MigrationConfig migration() {
    LoginEntry login = entry.migration() == null ? LoginEntry.EMPTY : entry.migration();
    String jdbcUrl = setting("MIGRATION_JDBC_URL", login.jdbcUrl());
    String username = setting("MIGRATION_USERNAME", login.username());
    String password = setting("MIGRATION_PASSWORD", login.password());
    if (username.isEmpty()) {
      if (!jdbcUrl.isEmpty() || !password.isEmpty()) {
        throw new CommandFailedException(
            "database \"%s\": the login of its migrations has no username".formatted(name));
      }
      return MigrationConfig.DERIVED;
    }
    if (jdbcUrl.startsWith("jdbc:mysql:")) {
      throw new CommandFailedException(
          "database \"%s\": write jdbc:mariadb: in place of jdbc:mysql:; that driver is here, and serves MySQL as well"
              .formatted(name));
    }
    return jdbcUrl.isEmpty()
        ? MigrationConfig.as(username, password)
        : MigrationConfig.of(jdbcUrl, username, password);
  }

  private String setting(String variable, @Nullable String written) {
    return environment.ofDatabase(name, variable).orElse(written == null ? "" : written);
  }

  /** The name alone: the rest may be secret. */
  @Override
  public String toString() {
    return "DatabaseSettings[" + name + "]";
  }
}
