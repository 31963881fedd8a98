package dev.flexidb.family;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a driver by the name that a URL has for it, before it is asked anything. */
public enum KnownDriver {
  POSTGRESQL(
      "socket",
      "https://github.com/pgjdbc/r2dbc-postgresql",
      "verify-full",
      "verify_(ca|full)",
      "disable",
      "sslRootCert"),
  MYSQL(
      "unixSocket",
      "https://github.com/asyncer-io/r2dbc-mysql",
      "VERIFY_IDENTITY",
      "verify_(ca|identity)|tunnel",
      "DISABLED",
      "sslCa"),
  MARIADB(
      "socket",
      "https://github.com/mariadb-corporation/mariadb-connector-r2dbc",
      "verify-full",
      "verify_(ca|full|identity)|enable(_without_hostname_verification)?|1|true",
      "disable",
      "serverSslCert");

  private final String socket;
  private final String documentation;
  private final String verifiedMode;

  /** In lower case, with underscores. */
  private final String verifiedModes;

  private final String plainMode;
  private final String authorityOption;

  KnownDriver(
      String socket,
      String documentation,
      String verifiedMode,
      String verifiedModes,
      String plainMode,
      String authorityOption) {
    this.socket = socket;
    this.documentation = documentation;
    this.verifiedMode = verifiedMode;
    this.verifiedModes = verifiedModes;
    this.plainMode = plainMode;
    this.authorityOption = authorityOption;
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

  /** The {@code sslMode} that has the server's certificate and its host verified. */
  String verifiedMode() {
    return verifiedMode;
  }

  /** Whether a certificate is verified with this {@code sslMode}. */
  boolean verifies(String mode) {
    return mode.matches(verifiedModes);
  }

  /** The {@code sslMode} without TLS. */
  public String plainMode() {
    return plainMode;
  }

  /** The option that names the certificate of the server, or of its authority. */
  public String authorityOption() {
    return authorityOption;
  }
}
