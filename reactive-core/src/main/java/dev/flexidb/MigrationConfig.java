package dev.flexidb;

import dev.flexidb.error.InvalidConfigurationException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the migrations of a database log in: with rights to change tables, which the service's own
 * login need not have. Immutable; {@code toString} holds no secret.
 *
 * <pre>{@code
 * DatabaseConfig.of("r2dbc:postgresql://app:secret@localhost/users")
 *     .withMigration(MigrationConfig.as("owner", password));
 * }</pre>
 *
 * @param jdbcUrl where to log in over JDBC, without credentials; empty to make it from the R2DBC
 *     options
 * @param credentials as whom; null for the service's own
 */
public record MigrationConfig(String jdbcUrl, @Nullable Credentials credentials) {

  /** All of it as the service itself logs in. */
  public static final MigrationConfig DERIVED = new MigrationConfig("", null);

  private static final Pattern JDBC = Pattern.compile("jdbc:[a-z0-9]+:.+", Pattern.DOTALL);
  private static final Pattern SECRET =
      Pattern.compile("(?i).*([?&;(,](user|username|password|\\w*password)=|//[^/?]*@).*");

  public MigrationConfig {
    Settings.given("jdbcUrl", jdbcUrl, "a JDBC URL, or an empty text");
    if (!jdbcUrl.isEmpty() && SECRET.matcher(jdbcUrl).matches()) {
      throw new InvalidConfigurationException(
          "the JDBC URL holds a user or a password; give them as credentials, beside it");
    }
    if (!jdbcUrl.isEmpty() && !JDBC.matcher(jdbcUrl).matches()) {
      throw new InvalidConfigurationException(
          "the JDBC URL is malformed; the form is jdbc:driver://host:port/database");
    }
    if (!jdbcUrl.isEmpty() && credentials == null) {
      throw new InvalidConfigurationException(
          "a JDBC URL needs credentials of its own; give user and password with it");
    }
  }

  /** Where the service itself goes, as another user. */
  public static MigrationConfig as(String username, CharSequence password) {
    return new MigrationConfig("", new Credentials(username, password));
  }

  /**
   * At this JDBC URL.
   *
   * @throws InvalidConfigurationException at once, if it is malformed or holds credentials
   */
  public static MigrationConfig of(String jdbcUrl, String username, CharSequence password) {
    return new MigrationConfig(jdbcUrl, new Credentials(username, password));
  }

  /** Whether the URL is to be made from the R2DBC options. */
  public boolean isDerived() {
    return jdbcUrl.isEmpty();
  }

  @Override
  public String toString() {
    return "MigrationConfig[%s, %s]"
        .formatted(
            isDerived() ? "derived" : jdbcUrl.split("[?;]", 2)[0],
            credentials == null ? "the service's credentials" : credentials);
  }
}
