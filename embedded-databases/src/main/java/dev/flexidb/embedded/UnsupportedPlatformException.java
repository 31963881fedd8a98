package dev.flexidb.embedded;

/** There are no embedded servers for this operating system and processor. */
public final class UnsupportedPlatformException extends DatabaseServerException {

  private static final long serialVersionUID = 1L;

  UnsupportedPlatformException(DatabaseKind kind, String platform) {
    super(
        "No embedded %s for %s, only for Linux on amd64; set %s to %s (and %s to a running server) or to %s"
            .formatted(
                kind,
                platform,
                Settings.SOURCE,
                Source.URL,
                Settings.urlVariable(kind),
                Source.TESTCONTAINERS));
  }
}
