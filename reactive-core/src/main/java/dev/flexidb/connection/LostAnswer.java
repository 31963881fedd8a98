package dev.flexidb.connection;

import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/**
 * Says what it means that a connection was lost before the server's answer came: the work may have
 * been kept, or it certainly was not.
 */
final class LostAnswer {

  private LostAnswer() {}

  /**
   * An error, in our words where it is a lost connection.
   *
   * @param mayBeKept whether the server may have kept the work
   */
  static Throwable told(
      ConnectionContext context,
      PhysicalConnection connection,
      Throwable error,
      BooleanSupplier mayBeKept) {
    if (!saysLost(error, context.family(), connection)) {
      return error;
    }
    return mayBeKept.getAsBoolean()
        ? new CommitOutcomeUnknownException(context.database(), false, error)
        : new ConnectionLostException(context.database(), error);
  }

  /**
   * The error of a COMMIT. Here whatever is no answer of the server leaves a doubt.
   *
   * @param sent whether it can have reached the server
   */
  static Throwable ofCommit(
      ConnectionContext context, PhysicalConnection connection, Throwable error, boolean sent) {
    if (!sent) {
      return told(context, connection, error, () -> false);
    }
    String state = error instanceof R2dbcException r2dbc ? r2dbc.getSqlState() : null;
    return state == null || saysLost(state)
        ? new CommitOutcomeUnknownException(context.database(), true, error)
        : error;
  }

  private static boolean saysLost(
      Throwable error, DatabaseFamily family, PhysicalConnection connection) {
    if (error instanceof ConnectionLostException) {
      return false;
    }
    if (!(error instanceof R2dbcException r2dbc)) {
      return error instanceof IOException
          || connection.isLost()
          || family.saysDriverIsClosed(error);
    }
    String state = r2dbc.getSqlState();
    return state == null ? isWithoutAnswer(r2dbc) || family.saysShutdown(r2dbc) : saysLost(state);
  }

  /** A server gives its errors a state or a number. */
  private static boolean isWithoutAnswer(R2dbcException error) {
    boolean resource =
        error instanceof R2dbcNonTransientResourceException
            || error instanceof R2dbcTransientResourceException;
    return resource && error.getErrorCode() == 0;
  }

  /** SQLSTATE 08: the connection, but for 08P01, an answer; 57P: the server goes down. */
  private static boolean saysLost(String state) {
    return (state.startsWith("08") && !state.equals("08P01")) || state.startsWith("57P");
  }
}
