package dev.flexidb.embedded;

import java.util.Locale;

/** Where servers come from. */
enum Source {
  EMBEDDED,
  URL,
  TESTCONTAINERS;

  static Source of(String value) {
    for (Source source : values()) {
      if (source.toString().equals(value)) {
        return source;
      }
    }
    throw new UnknownSourceException(value);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
