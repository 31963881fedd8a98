package dev.flexidb.connection;

import dev.flexidb.family.Plan;
import reactor.core.publisher.Mono;

/**
 * Says in our own words what goes wrong with one statement, and notes what that means for its
 * connection.
 */
interface Failures {

  /** The statement leaves now. */
  void sending();

  /** Of what we sent in front of the user's statement. */
  Throwable ofPrelude(Throwable error);

  /** Of the user's statement. */
  Throwable ofWork(Throwable error);

  /** What comes behind a statement that succeeded or failed: a COMMIT or a ROLLBACK. */
  Mono<Void> ending(Plan.Ending ending, boolean succeeded);
}
