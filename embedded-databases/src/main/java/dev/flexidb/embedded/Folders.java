package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
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

  static void copy(Path from, Path to, @Nullable Integer owner) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            createPrivate(to.resolve(from.relativize(folder)), owner);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(file));
            copyFile(file, target);
            Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(file));
            own(target, owner);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** In the kernel, several times faster than Files.copy on this Java. */
  private static void copyFile(Path from, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = in.size();
      for (long done = 0; done < size; ) {
        done += in.transferTo(done, size - done, out);
      }
    }
  }

  private static void own(Path path, @Nullable Integer owner) throws IOException {
    if (owner != null) {
      Files.setAttribute(path, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
    }
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
