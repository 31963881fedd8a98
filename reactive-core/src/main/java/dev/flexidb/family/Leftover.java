package dev.flexidb.family;

/** What a statement may leave on the server's session for the next borrower of its connection. */
public enum Leftover {
  /** Nothing. */
  NONE,
  /** It calls code whose body nobody sees from here: the session is reset behind it. */
  HIDDEN,
  /** A setting, a temporary table, a lock or the like: its connection serves nobody else. */
  LASTING;

  Leftover or(Leftover other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
