package dev.flexidb.spring.observe;

import io.r2dbc.spi.R2dbcException;

/**
 * What may be told of an error: its kind. Its message is the server's, and holds what was bound
 * ({@code Duplicate entry 'ann@example.com'}).
 */
public final class Failure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private Failure(String message) {
    super(message, null, false, false);
  }

  /** To be told in the place of this error. */
  public static Failure of(Throwable error) {
    return new Failure(told(error));
  }

  /** The error's class, which is bounded as a tag must be. */
  public static String kind(Throwable error) {
    String name = error.getClass().getSimpleName();
    return name.isEmpty() ? error.getClass().getName() : name;
  }

  /** The error's class, and the server's code for what happened. */
  public static String told(Throwable error) {
    return error instanceof R2dbcException said && said.getSqlState() != null
        ? "%s (%s)".formatted(kind(error), said.getSqlState())
        : kind(error);
  }
}
