package dev.flexidb.migrate;

import java.util.Set;

/**
 * What of a schema is copied beside all that it is made of. Immutable.
 *
 * @param data whether rows are copied; false. Those of the histories of its migrations are always
 * @param emptyTables tables whose rows are left out where data is copied
 */
public record CloneOptions(boolean data, Set<String> emptyTables) {

  /** All that there is but the rows. */
  public static final CloneOptions STRUCTURE = new CloneOptions(false, Set.of());

  /** With the rows of all tables. */
  public static final CloneOptions WITH_DATA = new CloneOptions(true, Set.of());

  public CloneOptions {
    emptyTables = Set.copyOf(emptyTables);
  }

  public CloneOptions withEmptyTables(String... tables) {
    return new CloneOptions(data, Set.of(tables));
  }
}
