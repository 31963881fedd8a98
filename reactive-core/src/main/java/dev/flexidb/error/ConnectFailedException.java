package dev.flexidb.error;

import io.r2dbc.spi.R2dbcTransientResourceException;

/** The server could not be reached, or did not take the connection. Trying later may help. */
public final class ConnectFailedException extends R2dbcTransientResourceException {

  private static final long serialVersionUID = 1L;

  public ConnectFailedException(String database, String server, String reason, Throwable cause) {
    super(
        ("database \"%s\": cannot connect to %s (%s); check that the server is up and that host and"
                + " port are right")
            .formatted(database, Quoted.line(server), Quoted.line(reason)),
        cause);
  }

  private ConnectFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The supplier of the credentials failed; what it said may be a secret, and is the cause. */
  public static ConnectFailedException withoutCredentials(
      String database, String server, Throwable cause) {
    return new ConnectFailedException(
        ("database \"%s\": cannot connect to %s, as the supplier of its credentials failed (%s); see"
                + " to the supplier, which is asked again for the next connection")
            .formatted(database, Quoted.line(server), cause.getClass().getSimpleName()),
        cause);
  }
}
