package dev.flexidb;

import java.util.function.Function;
import org.reactivestreams.Publisher;

/**
 * One operation of a batch: what to ask a database. A {@code Mono} gives its value, a {@code Flux}
 * a List.
 */
@FunctionalInterface
public interface DatabaseOperation extends Function<Database, Publisher<?>> {

  /**
   * An operation on the named database; its key in the batch is then only a label, so that one
   * database can be asked more than once.
   */
  static DatabaseOperation on(
      String database, Function<? super Database, ? extends Publisher<?>> operation) {
    return new On(database, operation);
  }

  /** An operation that names its database. */
  record On(String database, Function<? super Database, ? extends Publisher<?>> operation)
      implements DatabaseOperation {

    public On {
      Settings.given("database", database, "its name");
      Settings.given("operation", operation, "one, such as c -> c.sql(..).fetch().all()");
    }

    @Override
    public Publisher<?> apply(Database resolved) {
      return operation.apply(resolved);
    }
  }
}
