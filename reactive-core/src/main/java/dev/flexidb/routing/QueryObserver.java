package dev.flexidb.routing;

import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Told of each statement of a user that has ended. Must not block and must not throw. */
@FunctionalInterface
public interface QueryObserver {

  /**
   * A statement has ended.
   *
   * @param tenant null for none
   * @param error what its caller was told; null if all went well, or the caller was gone
   * @param cancelled whether the caller wanted no more before the end
   */
  void ended(
      String sql,
      @Nullable SchemaName tenant,
      Duration took,
      @Nullable Throwable error,
      boolean cancelled);
}
