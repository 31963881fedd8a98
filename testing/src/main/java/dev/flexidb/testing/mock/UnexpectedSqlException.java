package dev.flexidb.testing.mock;

import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.R2dbcNonTransientException;

/** A mocked database was asked what it was given no answer to. */
public final class UnexpectedSqlException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  UnexpectedSqlException(Call call) {
    super(
        "database \"%s\" was asked \"%s\" in %s and has no answer to that; give one with on(\"%s\").when(sql)"
            .formatted(
                call.database(),
                SqlText.oneLine(call.sql()),
                call.tenant().map(SchemaName::value).orElse("no tenant"),
                call.database()));
  }
}
