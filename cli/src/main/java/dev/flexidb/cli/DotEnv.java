package dev.flexidb.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file {@code .env}: {@code NAME=value} a line, as shells and containers read it. */
final class DotEnv {

  private static final Pattern LINE =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");

  private DotEnv() {}

  /** What the file sets; nothing if there is none. */
  static Map<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    try {
      return parsed(file, Files.readAllLines(file));
    } catch (IOException failed) {
      throw new CommandFailedException(
          "%s cannot be read (%s)".formatted(file, failed.getClass().getSimpleName()), failed);
    }
  }

  private static Map<String, String> parsed(Path file, List<String> lines) {
    Map<String, String> found = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isBlank() || line.stripLeading().startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        // The line itself may be a part of a secret.
        throw new CommandFailedException(
            "%s, line %d is not of the form NAME=value".formatted(file, i + 1));
      }
      found.put(matcher.group(1), value(matcher.group(2)));
    }
    return found;
  }

  private static String value(String raw) {
    if (raw.length() >= 2 && (raw.startsWith("\"") || raw.startsWith("'"))) {
      int end = raw.indexOf(raw.charAt(0), 1);
      if (end > 0) {
        return raw.substring(1, end);
      }
    }
    int comment = raw.indexOf(" #");
    return comment < 0 ? raw : raw.substring(0, comment).stripTrailing();
  }
}
