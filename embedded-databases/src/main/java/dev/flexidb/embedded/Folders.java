package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Whole directories: made, copied and deleted. */
final class Folders {

  private Folders() {}

  /** With its parents; each new one may be entered by every user, whatever our umask. */
  static Path create(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      createParent(folder);
      try {
        Files.createDirectory(folder);
      } catch (FileAlreadyExistsException e) {
        return folder;
      }
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return folder;
  }

  static void createParent(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      create(parent);
    }
  }

  /** A data directory: private to its owner. */
  static Path createPrivate(Path folder, @Nullable Integer owner) throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    own(folder, owner);
    return folder;
  }

  private static void own(Path path, @Nullable Integer owner) throws IOException {
    if (owner != null) {
      Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** With its name, as the user that the server runs under. */
  static void copy(Path folder, Path into, DatabaseKind kind, Privileges privileges) {
    // Several times faster than a thousand small files in a JVM that has just started.
    Command.of(kind, privileges.prefix())
        .with("cp", "-R", folder.toString(), into.toString())
        .run("");
  }

  /** Also while a dying server still deletes files of its own in there. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
