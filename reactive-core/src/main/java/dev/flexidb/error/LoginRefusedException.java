package dev.flexidb.error;

import io.r2dbc.spi.R2dbcPermissionDeniedException;
import org.jspecify.annotations.Nullable;

/**
 * The server was reached and refused the login: a wrong user or password, or a database that does
 * not exist. Trying again does not help, and is not done.
 */
public final class LoginRefusedException extends R2dbcPermissionDeniedException {

  private static final long serialVersionUID = 1L;

  public LoginRefusedException(
      String database, String server, String reason, @Nullable String sqlState, Throwable cause) {
    super(
        ("database \"%s\": the server at %s refused the login (%s); check user, password and the"
                + " database's name")
            .formatted(database, Quoted.line(server), Quoted.line(reason)),
        sqlState,
        cause);
  }
}
