package dev.flexidb.routing;

import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** Told of each statement of a user. Must not block and must not throw. */
@FunctionalInterface
public interface QueryObserver {

  /**
   * A statement is about to be sent.
   *
   * @param tenant null for none
   * @return told of its end, once
   */
  Ending started(String sql, @Nullable SchemaName tenant, ContextView subscriber);

  /** Told how a statement ended. */
  @FunctionalInterface
  interface Ending {

    /**
     * It is over.
     *
     * @param error what its caller was told; null if all went well, or the caller was gone
     * @param cancelled whether the caller wanted no more before the end
     * @param sent whether the server had any of it
     */
    void ended(Duration took, @Nullable Throwable error, boolean cancelled, boolean sent);
  }
}
