package dev.flexidb.benchmarks.resilience;

/** How errors are named: by our own type, wherever in the chain of causes it stands. */
final class Told {

  private static final String OURS = "dev.flexidb.";

  private Told() {}

  /** The simple name of our type, or the name of the error itself where it has none. */
  static String name(Throwable error) {
    for (Throwable told = error; told != null; told = told.getCause()) {
      if (isOurs(told)) {
        return told.getClass().getSimpleName();
      }
    }
    return error.getClass().getName();
  }

  static boolean isTyped(Throwable error) {
    for (Throwable told = error; told != null; told = told.getCause()) {
      if (isOurs(told)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOurs(Throwable error) {
    return error.getClass().getName().startsWith(OURS);
  }
}
