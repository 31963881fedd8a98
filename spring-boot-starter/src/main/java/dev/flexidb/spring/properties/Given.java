package dev.flexidb.spring.properties;

import org.jspecify.annotations.Nullable;

/** What a property says, or else what is so without it. */
final class Given {

  private Given() {}

  static <T> T or(@Nullable T given, T otherwise) {
    return given == null ? otherwise : given;
  }
}
