package dev.flexidb.tenant;

import java.util.Optional;

/** The tenant of the current thread. Draft. */
public final class CurrentTenant {
  private CurrentTenant() {}

  /** Returns the thread's schema. */
  public static Optional<SchemaName> schema() {
    return Optional.empty();
  }
}
