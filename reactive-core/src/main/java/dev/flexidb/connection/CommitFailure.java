package dev.flexidb.connection;

import dev.flexidb.error.CommitOutcomeUnknownException;
import io.r2dbc.spi.R2dbcException;
import org.jspecify.annotations.Nullable;

/** Tells a COMMIT that the server refused from one whose answer was lost. */
final class CommitFailure {

  private CommitFailure() {}

  static Throwable of(String database, Throwable error) {
    String state = error instanceof R2dbcException r2dbc ? r2dbc.getSqlState() : null;
    return serverAnswered(state) ? error : new CommitOutcomeUnknownException(database, error);
  }

  /** SQLSTATE 08: the connection; 57P: the server goes down. Anything else is an answer. */
  private static boolean serverAnswered(@Nullable String state) {
    return state != null && !state.startsWith("08") && !state.startsWith("57P");
  }
}
