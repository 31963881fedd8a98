package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A database was asked for by a name that nothing is registered under. */
public final class UnknownDatabaseException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public UnknownDatabaseException(@Nullable String name, Collection<String> known) {
    super(
        "unknown database \"%s\"; known are %s; use one of these, or name it in the builder"
            .formatted(Quoted.line(name), known.isEmpty() ? "none" : Quoted.names(known)));
  }
}
