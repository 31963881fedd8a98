package dev.flexidb.pooling;

import dev.flexidb.tenant.SchemaName;
import org.jspecify.annotations.Nullable;

/**
 * One caller's place in a {@link FairQueue}: in its tenant's line first, at a connection then. What
 * changes in it is guarded by its queue.
 */
final class Place<W> {

  enum Standing {
    /** It has not asked yet. */
    OUTSIDE,
    WAITING,
    HOLDING,
    /** It gave up, was refused, or gave back what it held. */
    GONE
  }

  /** Null for work of no tenant. */
  final @Nullable SchemaName tenant;

  final W caller;
  Standing standing = Standing.OUTSIDE;

  /** When it began to hold. */
  long since;

  Place(@Nullable SchemaName tenant, W caller) {
    this.tenant = tenant;
    this.caller = caller;
  }
}
