package dev.flexidb.family;

/** A place in the log of a server's changes. */
public interface Position {

  /** Whether whoever has come this far has all that lies before the other place. */
  boolean covers(Position other);
}
