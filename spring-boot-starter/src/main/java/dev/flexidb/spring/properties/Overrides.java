package dev.flexidb.spring.properties;

import org.jspecify.annotations.Nullable;

/** What is written of a record of core, as far as it is written. */
public interface Overrides<T> {

  /** These settings over others. */
  T over(T base);

  /** What is written over others, which hold alone where nothing is. */
  static <T> T merged(@Nullable Overrides<T> written, T base) {
    return written == null ? base : written.over(base);
  }
}
