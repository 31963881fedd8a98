package dev.flexidb.error;

/**
 * A setting that cannot be right: the message says what was given, what is allowed and what to do.
 */
public final class InvalidConfigurationException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public InvalidConfigurationException(String message) {
    super(message);
  }
}
