package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientResourceException;

/**
 * The server was reached, and offers no TLS or no certificate that is trusted for its name. Nothing
 * was sent, no password either. Trying again does not help, and is not done.
 */
public final class UnverifiedServerException extends R2dbcNonTransientResourceException {

  private static final long serialVersionUID = 1L;

  /**
   * @param authorityOption the driver's option that names a certificate to trust
   * @param plainMode the driver's {@code sslMode} without TLS
   */
  public UnverifiedServerException(
      String database,
      String server,
      String reason,
      String authorityOption,
      String plainMode,
      Throwable cause) {
    super(
        ("database \"%s\": no verified TLS with %s (%s); give the server a certificate for this host"
                + " that the JVM trusts, or name it with %s in the URL; to do without, say sslMode=%s"
                + " there")
            .formatted(
                database, Quoted.line(server), Quoted.line(reason), authorityOption, plainMode),
        cause);
  }
}
