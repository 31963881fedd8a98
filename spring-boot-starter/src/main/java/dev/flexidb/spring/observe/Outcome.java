package dev.flexidb.spring.observe;

import dev.flexidb.StatementObserver.End;
import org.jspecify.annotations.Nullable;

/** How work has ended, in the words of tags: few, whatever happens. */
public enum Outcome {
  SUCCESS("success"),
  ERROR("error"),
  /** Whoever asked for it wanted no more of it. */
  CANCELLED("cancelled");

  private final String tag;

  Outcome(String tag) {
    this.tag = tag;
  }

  /** How a statement has ended. */
  public static Outcome of(End end) {
    return end.cancelled() ? CANCELLED : of(end.error());
  }

  /** How work has ended that nobody gave up. */
  public static Outcome of(@Nullable Throwable error) {
    return error == null ? SUCCESS : ERROR;
  }

  public String tag() {
    return tag;
  }
}
