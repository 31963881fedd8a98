package dev.flexidb.spring;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Another server of the same database.
 *
 * @param port null for the primary's
 */
record ReadHost(String host, @Nullable Integer port) {

  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9_.-]+)(?::([0-9]{1,5}))?");

  /**
   * @throws InvalidConfigurationException if it is neither a host nor host:port
   */
  static ReadHost parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new InvalidConfigurationException(
          "read host \"%s\" is malformed; give host, host:port, or an R2DBC URL"
              .formatted(text.contains("@") ? "***" : Quoted.line(text)));
    }
    String port = matcher.group(2);
    return new ReadHost(matcher.group(1), port == null ? null : Integer.valueOf(port));
  }

  /** The primary's options, with this server in its place. */
  ConnectionFactoryOptions in(ConnectionFactoryOptions primary) {
    ConnectionFactoryOptions.Builder replica =
        primary.mutate().option(ConnectionFactoryOptions.HOST, host);
    return (port == null ? replica : replica.option(ConnectionFactoryOptions.PORT, port)).build();
  }
}
