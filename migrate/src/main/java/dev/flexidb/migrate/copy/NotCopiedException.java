package dev.flexidb.migrate.copy;

import io.r2dbc.spi.R2dbcNonTransientException;
import java.util.List;

/** A schema holds what cannot be copied so that the copy stands on its own; nothing was kept. */
public final class NotCopiedException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_SHOWN = 5;

  private final List<String> reasons;

  NotCopiedException(String schema, List<String> reasons) {
    super(
        "schema \"%s\" cannot be copied, as it holds %s%s; nothing was kept"
            .formatted(
                schema,
                String.join("; ", reasons.subList(0, Math.min(MAX_SHOWN, reasons.size()))),
                reasons.size() > MAX_SHOWN
                    ? "; and %d more".formatted(reasons.size() - MAX_SHOWN)
                    : ""));
    this.reasons = List.copyOf(reasons);
  }

  /** What it holds. */
  public List<String> reasons() {
    return reasons;
  }
}
