package dev.flexidb.error;

import io.r2dbc.spi.R2dbcNonTransientException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A group was asked for by a name that no group has. */
public final class UnknownGroupException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  public UnknownGroupException(@Nullable String name, Collection<String> known) {
    super(
        "unknown group \"%s\"; known are %s; define it with group(\"...\", names)"
            .formatted(Quoted.line(name), known.isEmpty() ? "none" : Quoted.names(known)));
  }
}
