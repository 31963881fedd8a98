package dev.flexidb;

import dev.flexidb.batch.Verdict;
import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.LoginRefusedException;
import dev.flexidb.error.NoInsertException;
import dev.flexidb.error.TenantLimitException;
import dev.flexidb.error.UnknownSchemaException;
import dev.flexidb.error.UnverifiedServerException;
import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/**
 * What an error says about a database: ill where it cannot be reached or loses connections; well
 * where it answered, be it with an SQL error or with the end of a statement that took longer than
 * its user allows.
 */
final class ErrorVerdict {

  private ErrorVerdict() {}

  static Verdict of(Throwable error) {
    if (error instanceof AcquireTimeoutException timeout) {
      return timeout.poolWasFull() ? Verdict.IGNORED : Verdict.FAILURE;
    }
    if (error instanceof AcquireRefusedException
        || error instanceof TenantLimitException
        || error instanceof DeadlineExceededException
        || error.getCause() instanceof DeadlineExceededException
        || error instanceof ClosedException
        || error instanceof NoInsertException) {
      return Verdict.IGNORED;
    }
    if (error instanceof UnknownSchemaException) {
      return Verdict.SUCCESS;
    }
    if (error instanceof ConnectFailedException
        || error instanceof LoginRefusedException
        || error instanceof UnverifiedServerException
        || error instanceof CommitOutcomeUnknownException
        || error instanceof ConnectionLostException
        || error instanceof TimeoutException
        || error instanceof IOException) {
      return Verdict.FAILURE;
    }
    if (!(error instanceof R2dbcException driver)) {
      return Verdict.IGNORED;
    }
    return isAnswer(driver) ? Verdict.SUCCESS : Verdict.FAILURE;
  }

  /** SQLSTATE 08: the connection; 57P: the server goes down. A number comes from the server. */
  private static boolean isAnswer(R2dbcException error) {
    String state = error.getSqlState();
    if (state != null) {
      return !state.startsWith("08") && !state.startsWith("57P");
    }
    return error.getErrorCode() != 0
        || error instanceof R2dbcBadGrammarException
        || error instanceof R2dbcDataIntegrityViolationException
        || error instanceof R2dbcPermissionDeniedException
        || error instanceof R2dbcRollbackException;
  }
}
