package dev.flexidb.batch;

import io.r2dbc.spi.R2dbcTimeoutException;
import java.time.Duration;

/** An operation of a batch took longer than {@link BatchOptions#timeout()}, and was cancelled. */
public final class OperationTimeoutException extends R2dbcTimeoutException {

  private static final long serialVersionUID = 1L;

  private final String label;
  private final String name;
  private final Duration timeout;

  OperationTimeoutException(String label, String name, Duration timeout) {
    super(
        "Operation '%s' on '%s' did not end within %s: it was cancelled; allow more in BatchOptions.timeout"
            .formatted(Label.shown(label), Label.shown(name), timeout));
    this.label = label;
    this.name = name;
    this.timeout = timeout;
  }

  /** The operation's key in the batch. */
  public String label() {
    return label;
  }

  /** The resource that it worked on. */
  public String name() {
    return name;
  }

  /** The time that it was given. */
  public Duration timeout() {
    return timeout;
  }
}
