package dev.flexidb;

/** What becomes of a read that no replica takes. */
public enum Fallback {
  /** The primary takes it. */
  PRIMARY,
  /** It fails with {@link dev.flexidb.error.NoReplicaException}; the primary is spared. */
  FAIL
}
