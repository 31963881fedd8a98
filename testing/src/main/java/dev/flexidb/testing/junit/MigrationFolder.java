package dev.flexidb.testing.junit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the migrations of a database of a {@link FlexiDbTest} are. */
final class MigrationFolder {

  private static final String CLASSPATH = "classpath:";
  private static final String FILES = "filesystem:";
  private static final String DEFAULT = CLASSPATH + "db/migration";

  private MigrationFolder() {}

  /**
   * Whether the database has any, of any domain.
   *
   * @throws IllegalArgumentException if the test names a folder that is not there
   */
  static boolean isThere(WithDatabase wanted) {
    String location = wanted.migrations();
    if (location.isEmpty()) {
      return false;
    }
    if (!location.startsWith(CLASSPATH) && !location.startsWith(FILES)) {
      throw refused(
          wanted, "\"%s\", which is neither classpath:.. nor filesystem:..".formatted(location));
    }
    if (!location.equals(DEFAULT) && !exists(location)) {
      throw refused(wanted, location + ", which is not there");
    }
    return exists(location + "/" + wanted.value());
  }

  private static boolean exists(String location) {
    if (location.startsWith(FILES)) {
      return Files.isDirectory(Path.of(location.substring(FILES.length())));
    }
    String path = location.substring(CLASSPATH.length());
    return MigrationFolder.class
            .getClassLoader()
            .getResource(path.startsWith("/") ? path.substring(1) : path)
        != null;
  }

  private static IllegalArgumentException refused(WithDatabase wanted, String why) {
    return new IllegalArgumentException(
        "the migrations of database \"%s\" are to be in %s; \"\" stands for none"
            .formatted(wanted.value(), why));
  }
}
