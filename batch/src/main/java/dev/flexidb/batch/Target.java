package dev.flexidb.batch;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A resource as a {@link Fanout} finds it. Immutable.
 *
 * @param resource what operations work on
 * @param guard the guard to call each operation through; null when the resource passes its own
 *     calls through its guard, so that nothing counts twice
 * @param middleware what stands around each operation, the first one outermost
 * @param <R> the type of the resource
 */
public record Target<R>(R resource, @Nullable Guard guard, List<Middleware> middleware) {

  public Target {
    Objects.requireNonNull(resource, "resource");
    middleware = List.copyOf(middleware);
  }
}
