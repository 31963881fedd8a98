package dev.flexidb.family;

import java.util.List;
import java.util.function.Function;

/** What a statement may leave on the server's session for the next borrower of its connection. */
public enum Leftover {
  /** Nothing. */
  NONE,
  /** It calls code whose body nobody sees from here: the session is reset behind it. */
  HIDDEN,
  /** A setting, a temporary table, a lock or the like: its connection serves nobody else. */
  LASTING;

  /** The worst of what the texts leave, however the driver sends them. */
  static Leftover of(Work work, Function<String, Leftover> ofText) {
    Leftover worst = NONE;
    for (List<String> texts : work.readings()) {
      for (String text : texts) {
        worst = worst.or(ofText.apply(text));
      }
    }
    return worst;
  }

  Leftover or(Leftover other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
