package dev.flexidb.migrate;

import dev.flexidb.migrate.SchemaChange.Kind;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/** Tells listeners what was done to schemas, where it is done. Thread-safe. */
record ToldChanges(String database, Listening<SchemaListener> listeners) {

  /**
   * What is about to be done.
   *
   * @param subject a schema, an id, or * for many
   */
  record Asked(
      Kind kind, String subject, @Nullable SchemaName schema, @Nullable SchemaName source) {

    static Asked of(Kind kind, SchemaName schema) {
      return new Asked(kind, schema.value(), schema, null);
    }
  }

  <T> Callable<T> told(Asked asked, ContextView subscriber, Callable<T> work) {
    if (listeners.isToNobody()) {
      return work;
    }
    return () -> {
      long start = System.nanoTime();
      try {
        T made = work.call();
        tell(
            asked,
            made instanceof SchemaName given ? given : asked.schema(),
            start,
            null,
            subscriber);
        return made;
      } catch (Throwable failed) {
        tell(asked, asked.schema(), start, failed, subscriber);
        throw failed;
      }
    };
  }

  private void tell(
      Asked asked,
      @Nullable SchemaName schema,
      long start,
      @Nullable Throwable error,
      ContextView subscriber) {
    SchemaChange change =
        new SchemaChange(
            database,
            asked.kind(),
            asked.subject(),
            Optional.ofNullable(schema),
            Optional.ofNullable(asked.source()),
            Duration.ofNanos(System.nanoTime() - start),
            Optional.ofNullable(error));
    listeners.tell(listener -> listener.onChange(change, subscriber));
  }
}
