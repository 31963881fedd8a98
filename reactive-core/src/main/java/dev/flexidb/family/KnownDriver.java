package dev.flexidb.family;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a driver by the name that a URL has for it, before it is asked anything. */
public enum KnownDriver {
  POSTGRESQL("socket", "https://github.com/pgjdbc/r2dbc-postgresql"),
  MYSQL("unixSocket", "https://github.com/asyncer-io/r2dbc-mysql"),
  MARIADB("socket", "https://github.com/mariadb-corporation/mariadb-connector-r2dbc");

  private final String socket;
  private final String documentation;

  KnownDriver(String socket, String documentation) {
    this.socket = socket;
    this.documentation = documentation;
  }

  /** The driver of this name; empty if it is none of those that the families are made for. */
  public static Optional<KnownDriver> of(@Nullable Object name) {
    return Optional.ofNullable(
        switch (String.valueOf(name)) {
          case "postgresql", "postgres" -> POSTGRESQL;
          case "mysql" -> MYSQL;
          case "mariadb" -> MARIADB;
          default -> null;
        });
  }

  /** Whether the options lead to a server by no host, but by a socket of this machine. */
  public boolean hasSocket(ConnectionFactoryOptions options) {
    return options.hasOption(Option.valueOf(socket));
  }

  /** Where its options are explained. */
  public String documentation() {
    return documentation;
  }
}
