package dev.flexidb.batch;

import java.util.Objects;
import java.util.function.Function;
import org.reactivestreams.Publisher;

/**
 * One labelled piece of work on a named resource.
 *
 * <p>The work is called at each subscription, and at each retry by a middleware. A {@code Mono}
 * gives its value, or no value when it is empty; any other Publisher, a {@code Flux} among them,
 * gives an unmodifiable List of what it emits. Work that throws or returns null fails this
 * operation only.
 *
 * @param label the key of the result, unique in its batch
 * @param name the resource to work on; several operations may name the same
 * @param work what to do with the resource
 * @param <R> the type of the resource
 */
public record Operation<R>(
    String label, String name, Function<? super R, ? extends Publisher<?>> work) {

  public Operation {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(work, "work");
  }
}
