package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the user's with unpacked programs and initialised data directories, shared by all
 * JVMs. An entry is written under a file lock beside its place and then renamed, so that what has
 * its name is complete.
 */
final class Cache {

  private final Path root;

  private Cache(Path root) {
    this.root = root;
  }

  static Cache of(Settings settings) {
    Path root = settings.cache() == null ? standardPlace() : settings.cache();
    try {
      return new Cache(Folders.create(root));
    } catch (IOException e) {
      throw new DatabaseServerException(
          "Cannot create the cache folder %s; set %s to a folder that can be written"
              .formatted(root, Settings.CACHE),
          e);
    }
  }

  private static Path standardPlace() {
    if (Privileges.isRoot() && !Privileges.hasNamespaces()) {
      // Servers then run as nobody, who cannot look into root's home.
      return Path.of("/var/cache/flexidb/databases");
    }
    @Nullable String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return caches.resolve("flexidb/databases").toAbsolutePath();
  }

  Path root() {
    return root;
  }

  /** The folder of that name, made first if it is not there. */
  Path get(String name, Filler filler) {
    Path entry = root.resolve(name);
    if (Files.isDirectory(entry)) {
      return entry;
    }
    return FileLocks.holding(
        root.resolve(name + ".lock"),
        () -> {
          if (!Files.isDirectory(entry)) {
            deleteHalfWritten(name);
            Path part =
                Folders.create(root.resolve(name + ".part-" + ProcessHandle.current().pid()));
            filler.fill(part);
            Files.move(part, entry, StandardCopyOption.ATOMIC_MOVE);
          }
          return entry;
        });
  }

  private void deleteHalfWritten(String name) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(root, name + ".part-*")) {
      for (Path part : parts) {
        Folders.delete(part);
      }
    }
  }

  interface Filler {
    void fill(Path folder) throws IOException;
  }
}
