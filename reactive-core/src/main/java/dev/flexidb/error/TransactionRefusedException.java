package dev.flexidb.error;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientException;

/**
 * The server refuses to run a statement inside of a transaction, such as {@code VACUUM} or {@code
 * CREATE INDEX CONCURRENTLY}, and a tenant's statement always is in one. It did not run.
 */
public final class TransactionRefusedException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public TransactionRefusedException(String database, R2dbcException cause) {
    super(
        ("database \"%s\": the server runs this statement outside of transactions only, and a tenant's"
                + " statement is in one with its tenant; run it on Database.outsideTransaction()")
            .formatted(database),
        cause.getSqlState(),
        cause.getErrorCode(),
        cause);
  }
}
