package dev.flexidb.examples.service.web;

/** What texts of requests have to look like: not all that JSON can hold fits into a database. */
public final class Text {

  /**
   * No control characters, such as a NUL, which PostgreSQL does not take, and no half of a
   * surrogate pair, which would be stored as a question mark.
   */
  public static final String ONE_LINE = "[^\\p{Cntrl}\\p{Cs}]*";

  /** What {@link #ONE_LINE} asks for. */
  public static final String HAS_TO_BE_ONE_LINE = "must be one line of text";

  /** The id of a product. */
  public static final String SKU = "[a-z0-9-]{1,40}";

  private Text() {}
}
