package dev.flexidb.embedded;

/**
 * The embedded server needs a system library that is not installed. {@link WithServer} skips a test
 * for this reason, unless the environment variable {@code CI} is {@code true}.
 */
public final class MissingLibraryException extends DatabaseServerException {

  private static final long serialVersionUID = 1L;

  MissingLibraryException(DatabaseKind kind, String library) {
    super(
        "Embedded %s needs the system library %s; install %s"
            .formatted(
                kind,
                library,
                kind == DatabaseKind.MYSQL
                    ? "libaio1 (or libaio1t64, as newer systems call it) and libnuma1"
                    : "the package that holds it"));
  }
}
