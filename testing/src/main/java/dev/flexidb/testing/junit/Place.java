package dev.flexidb.testing.junit;

import dev.flexidb.DatabaseConfig;
import java.util.Objects;

/**
 * Where a database of a class of tests is.
 *
 * @param ours whether it was made for the class, so that whatever is in it may go
 * @param close drops it
 */
record Place(DatabaseConfig config, boolean ours, Runnable close) {

  static Place of(WithDatabase wanted) {
    boolean source = wanted.from() != ServerSource.class;
    if (!wanted.url().isEmpty() && source) {
      throw new IllegalArgumentException(
          "database \"%s\" has a url and a source; give one of them".formatted(wanted.value()));
    }
    if (!wanted.url().isEmpty()) {
      return given(ServerAddress.ofTemplate(wanted.url()));
    }
    if (source) {
      return given(
          Objects.requireNonNull(
              Made.by(wanted.from()).address(),
              () -> wanted.from().getName() + " gave null and no address"));
    }
    try {
      return EmbeddedPlace.of(wanted.server());
    } catch (NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "database \"%s\" has no server: dev.flexidb:flexidb-embedded-databases is not on the class path; add it, or give a url or a source"
              .formatted(wanted.value()),
          missing);
    }
  }

  private static Place given(ServerAddress address) {
    return new Place(address.config(), false, () -> {});
  }
}
