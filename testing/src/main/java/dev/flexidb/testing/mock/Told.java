package dev.flexidb.testing.mock;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the data layer says to a driver of its own accord, in front of a user's text or alone.
 *
 * @param begins whether it begins a transaction
 * @param schema where the statements behind it run; null where it does not say
 * @param answers one for each statement of its own
 * @param rest the user's text; empty where there is none
 */
record Told(boolean begins, @Nullable String schema, List<Answer> answers, String rest) {

  /** Nothing but the user's text. */
  static Told nothing(String text) {
    return new Told(false, null, List.of(), text);
  }

  /** A text that is wholly the data layer's. */
  static Told alone(Answer answer) {
    return new Told(false, null, List.of(answer), "");
  }
}
