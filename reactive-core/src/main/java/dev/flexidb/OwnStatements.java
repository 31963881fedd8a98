package dev.flexidb;

import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Tells our own statements from users', where both go the same way: in their Context. */
final class OwnStatements {

  private static final Object KEY = OwnStatements.class;

  private OwnStatements() {}

  /** What runs in this Context is told to nobody. */
  static Context in(Context context) {
    return context.put(KEY, true);
  }

  static boolean isOwn(ContextView subscriber) {
    return subscriber.hasKey(KEY);
  }
}
