package dev.flexidb;

/** What a view of a database is for. */
public enum Access {
  /**
   * Reading: on a replica where there are some, and held read-only by the server wherever it runs.
   */
  READ,
  /** Reading and writing, on the primary; transactions that are read-only go to a replica. */
  WRITE
}
