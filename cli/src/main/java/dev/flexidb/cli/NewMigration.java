package dev.flexidb.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The two files of a migration.
 *
 * @param up what does it
 * @param down what undoes it
 */
record NewMigration(Path up, Path down) {

  private static final DateTimeFormatter VERSION = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  /**
   * Makes both.
   *
   * @param folder of the domain
   * @param name in the user's words
   * @throws CommandFailedException if the name has no letter or digit
   */
  static NewMigration create(Path folder, String name, String up, String down, Clock clock) {
    String plain =
        name.strip()
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^\\p{L}\\p{N}]+", "_")
            .replaceAll("^_+|_+$", "");
    if (plain.isEmpty()) {
      throw new CommandFailedException("a migration wants a name, such as add_orders");
    }
    LocalDateTime time = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    try {
      Files.createDirectories(folder);
      while (exists(folder, VERSION.format(time))) {
        time = time.plusSeconds(1);
      }
      String rest = VERSION.format(time) + "__" + plain + ".sql";
      Path upFile = folder.resolve("V" + rest);
      Path downFile = folder.resolve("U" + rest);
      Files.writeString(upFile, up);
      Files.writeString(downFile, down);
      return new NewMigration(upFile, downFile);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static boolean exists(Path folder, String version) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("V" + version + "__"));
    }
  }

  /** The versioned scripts of a folder that hold nothing but comments. */
  static List<Path> empty(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> empty = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches("V.*\\.sql") && isEmpty(file)) {
          empty.add(file);
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return empty;
  }

  static boolean isEmpty(Path file) {
    try {
      return Files.readString(file)
          .replaceAll("(?s)/\\*.*?\\*/", "")
          .replaceAll("(?m)--.*$", "")
          .isBlank();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
