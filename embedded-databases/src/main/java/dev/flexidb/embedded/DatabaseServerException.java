package dev.flexidb.embedded;

import org.jspecify.annotations.Nullable;

/**
 * A server could not be started, stopped or asked; the message is one line that says what to do.
 * The subclasses name the cases that a caller may want to tell apart.
 */
public class DatabaseServerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  DatabaseServerException(String message) {
    this(message, null);
  }
}
