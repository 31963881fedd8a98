package dev.flexidb.batch;

import java.lang.invoke.MethodType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values of a batch in which every operation succeeded. Immutable. */
public final class BatchResult {

  private static final int NAMED = 10;

  private final Map<String, @Nullable Object> values;

  BatchResult(Map<String, @Nullable Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /**
   * The value of an operation: of a Mono its value, of a Flux a List.
   *
   * @throws NoSuchElementException if the operation completed empty
   * @throws IllegalArgumentException if the batch has no such label
   */
  public Object get(String name) {
    Object value = values.get(name);
    if (value != null) {
      return value;
    }
    if (values.containsKey(name)) {
      throw new NoSuchElementException(
          "Operation '%s' completed empty, so it has no value: use asMap(), which has null for it, or give its Mono a defaultIfEmpty(..)"
              .formatted(Label.shown(name)));
    }
    throw new IllegalArgumentException(
        "The batch has no operation '%s': its labels are %s".formatted(Label.shown(name), known()));
  }

  /**
   * The value of an operation as the given type; a primitive type stands for its box.
   *
   * @throws ClassCastException if it is of another type
   * @throws NoSuchElementException if the operation completed empty
   * @throws IllegalArgumentException if the batch has no such label
   */
  public <T> T get(String name, Class<T> type) {
    return cast("Operation '" + Label.shown(name) + "' gave", get(name), type);
  }

  /**
   * The values of an operation that gave a List, each as the given type; unmodifiable.
   *
   * @throws ClassCastException if it gave no List, or one with an element of another type
   * @throws NoSuchElementException if the operation completed empty, which a Flux never does
   * @throws IllegalArgumentException if the batch has no such label
   */
  public <T> List<T> list(String name, Class<T> type) {
    Object value = get(name);
    if (!(value instanceof List<?> elements)) {
      throw new ClassCastException(
          "Operation '%s' gave a %s, not a List: use get(..), or return a Flux"
              .formatted(Label.shown(name), value.getClass().getName()));
    }
    return elements.stream()
        .map(element -> cast("A row of operation '" + Label.shown(name) + "' is", element, type))
        .toList();
  }

  /** All labels in the order asked, with null where an operation completed empty; unmodifiable. */
  public Map<String, @Nullable Object> asMap() {
    return values;
  }

  @Override
  public String toString() {
    return "BatchResult" + known();
  }

  private String known() {
    String some =
        values.keySet().stream()
            .limit(NAMED)
            .map(Label::shown)
            .collect(Collectors.joining(", ", "[", ""));
    int more = values.size() - NAMED;
    return some + (more > 0 ? " and " + more + " more]" : "]");
  }

  @SuppressWarnings("unchecked") // Class.cast refuses the box of a primitive type
  private static <T> T cast(String what, Object value, Class<T> type) {
    Class<?> boxed = MethodType.methodType(type).wrap().returnType();
    if (!boxed.isInstance(value)) {
      throw new ClassCastException(
          "%s a %s, not a %s: ask for its own type, or map it in the operation"
              .formatted(what, value.getClass().getName(), boxed.getName()));
    }
    return (T) value;
  }
}
