package dev.flexidb.family;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a text, for errors that a statement throws at once although its connection
 * comes later.
 *
 * @param count how many there are at most
 * @param prefix what an identifier must begin with; empty when any name is left to the driver, null
 *     where parameters have no names
 */
public record Parameters(int count, @Nullable String prefix) {

  /** Nothing can be told: everything is the driver's to judge. */
  static final Parameters UNKNOWN = new Parameters(Integer.MAX_VALUE, "");

  /** Whether there certainly are some. */
  public boolean areCertain() {
    return count > 0 && count != UNKNOWN.count;
  }

  /** Throws what a driver throws for an index that is out of range. */
  public void requireIndex(int index) {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException(
          "parameter index %d is out of range: the statement has %d parameters"
              .formatted(index, count));
    }
  }

  /**
   * The index of a name, or -1 where only the driver can tell; throws what a driver throws for a
   * name that it cannot know.
   */
  public int indexOf(String name) {
    if (prefix == null) {
      throw new NoSuchElementException(
          "\"%s\" is no parameter: those of the statement have no names, bind them by index"
              .formatted(name));
    }
    if (prefix.isEmpty()) {
      return -1;
    }
    if (!name.matches("\\Q" + prefix + "\\E[0-9]{1,9}")) {
      throw new NoSuchElementException(
          "\"%s\" is no parameter: parameters are %s1, %s2 and so on"
              .formatted(name, prefix, prefix));
    }
    int index = Integer.parseInt(name.substring(prefix.length())) - 1;
    requireIndex(index);
    return index;
  }
}
