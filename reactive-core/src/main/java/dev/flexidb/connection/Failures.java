package dev.flexidb.connection;

/** Says in our own words what went wrong, and notes what that means for the connection. */
interface Failures {

  /** Of what we sent in front of the user's statement. */
  Throwable ofPrelude(Throwable error);

  /** Of the user's statement. */
  Throwable ofWork(Throwable error);

  /** Of a COMMIT. */
  Throwable ofCommit(Throwable error);
}
