package dev.flexidb.migrate.copy;

/**
 * Something of the MySQL family that has a text: a function, procedure, event or trigger.
 *
 * @param mode the server's mode that it was made in, and has to be made in again
 */
record Routine(String kind, String name, String mode, String sql) {

  boolean isTrigger() {
    return kind.equals("TRIGGER") || kind.equals("EVENT");
  }
}
