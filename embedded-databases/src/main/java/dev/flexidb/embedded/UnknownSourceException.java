package dev.flexidb.embedded;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The setting {@code flexidb.databases.source} holds a value that is not one of the allowed ones.
 */
public final class UnknownSourceException extends DatabaseServerException {

  private static final long serialVersionUID = 1L;

  UnknownSourceException(String given) {
    super(
        "%s is '%s'; allowed are: %s"
            .formatted(
                Settings.SOURCE,
                given,
                Arrays.stream(Source.values())
                    .map(Source::toString)
                    .collect(Collectors.joining(", "))));
  }
}
