package dev.flexidb.migrate;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.R2dbcNonTransientException;
import java.util.Collection;
import java.util.List;

/** A batch cannot be undone, as nothing says how; nothing was touched. */
public final class MissingUndoException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final List<String> scripts;

  /**
   * @param what that cannot be undone
   */
  MissingUndoException(String database, String domain, String what, Collection<String> scripts) {
    super(
        ("database \"%s\", domain \"%s\": %s cannot be undone, as no U script belongs to %s;"
                + " nothing was touched; write it beside the V script")
            .formatted(database, domain, what, Quoted.names(scripts)));
    this.scripts = List.copyOf(scripts);
  }

  /** The scripts that nothing undoes. */
  public List<String> scripts() {
    return scripts;
  }
}
