package dev.flexidb.batch;

import io.r2dbc.spi.R2dbcException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch ended with the first error of one of its operations; the others were cancelled.
 *
 * <p>The cause is that error; when it is an {@link R2dbcException}, its SQLSTATE and error code are
 * this one's too. The message names the error's type and not its text, which may hold values.
 */
public final class BatchFailedException extends R2dbcException {

  private static final long serialVersionUID = 1L;

  private final String label;
  private final String name;
  private final transient Map<String, Outcome<Object>> outcomes;

  BatchFailedException(
      String label, String name, Throwable error, Map<String, Outcome<Object>> outcomes) {
    super(message(label, name, error, outcomes), sqlState(error), errorCode(error), error);
    this.label = label;
    this.name = name;
    this.outcomes = outcomes;
  }

  /** The operation that failed. */
  public String label() {
    return label;
  }

  /** The resource that it worked on. */
  public String name() {
    return name;
  }

  /** How far each operation had come, in the order asked; those without an end are Cancelled. */
  public Map<String, Outcome<Object>> outcomes() {
    return outcomes;
  }

  private static String message(
      String label, String name, Throwable error, Map<String, Outcome<Object>> outcomes) {
    long succeeded = outcomes.values().stream().filter(Outcome.Success.class::isInstance).count();
    long cancelled = outcomes.values().stream().filter(Outcome.Cancelled.class::isInstance).count();
    return "Operation '%s' on '%s' failed the batch with %s (see cause): %d had succeeded, %d were cancelled; batchSettled answers for each"
        .formatted(
            Label.shown(label),
            Label.shown(name),
            error.getClass().getSimpleName(),
            succeeded,
            cancelled);
  }

  private static @Nullable String sqlState(Throwable error) {
    return error instanceof R2dbcException r2dbc ? r2dbc.getSqlState() : null;
  }

  private static int errorCode(Throwable error) {
    return error instanceof R2dbcException r2dbc ? r2dbc.getErrorCode() : 0;
  }
}
