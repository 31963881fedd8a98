package dev.flexidb.batch;

import java.util.Map;
import java.util.Objects;

/**
 * What a {@link Middleware} is told of the operation it stands around. Immutable.
 *
 * @param name the resource, for example the database
 * @param operation the operation's label in the batch
 * @param attributes what the owner of the resource shows of the subscriber's Context, for example
 *     the tenant; read once a batch
 */
public record Invocation(String name, String operation, Map<String, Object> attributes) {

  public Invocation {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(operation, "operation");
    attributes = Map.copyOf(attributes);
  }
}
