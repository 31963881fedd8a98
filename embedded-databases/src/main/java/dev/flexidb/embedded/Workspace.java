package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * This JVM's folder for the data directories of its servers. The JVM holds a lock on a file beside
 * it for as long as it lives; folders whose lock is free belong to the dead and are deleted.
 */
final class Workspace implements AutoCloseable {

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ROOM = 2L << 30;
  private static final String IN_USE = ".in-use";

  private final Path folder;
  private final FileChannel lock;
  private final AtomicInteger servers = new AtomicInteger();

  private Workspace(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  static Workspace open(Settings settings) {
    Path place = settings.data() == null ? standardPlace() : settings.data();
    try {
      Folders.create(place);
    } catch (IOException e) {
      throw new DatabaseServerException(
          "Cannot create the folder %s; set %s to a folder that can be written"
              .formatted(place, Settings.DATA),
          e);
    }
    return FileLocks.holding(
        place.resolve("run.lock"),
        () -> {
          deleteThoseOfTheDead(place);
          String name = "%d-%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID());
          FileChannel lock =
              FileChannel.open(
                  place.resolve(name + IN_USE),
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE);
          lock.lock();
          return new Workspace(Folders.create(place.resolve(name)), lock);
        });
  }

  /**
   * In memory where there is plenty: ext4 takes up to a second for a thousand small files when as
   * many were just deleted, as happens from one test run to the next.
   */
  static Path standardPlace() {
    String name = "flexidb-databases-" + Privileges.userId();
    Path inMemory = MEMORY.resolve(name);
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
    if (hasRoom(MEMORY) && isOurs(inMemory)) {
      return inMemory;
    }
    if (isOurs(temporary)) {
      return temporary;
    }
    throw new DatabaseServerException(
        "%s belongs to another user; set %s to a folder of your own"
            .formatted(temporary, Settings.DATA));
  }

  private static boolean hasRoom(Path parent) {
    try {
      return Files.isWritable(parent) && Files.getFileStore(parent).getUsableSpace() >= ROOM;
    } catch (IOException e) {
      return false;
    }
  }

  /** In a folder that all may write to, somebody else may have been there first. */
  private static boolean isOurs(Path place) {
    try {
      if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
      return Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
          && Files.getAttribute(place, "unix:uid").equals(Privileges.userId());
    } catch (IOException e) {
      return false;
    }
  }

  private static void deleteThoseOfTheDead(Path run) throws IOException {
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(run, "*" + IN_USE)) {
      for (Path file : locks) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            @Nullable FileLock free = channel.tryLock()) {
          if (free != null) {
            String name = file.getFileName().toString();
            Folders.delete(run.resolve(name.substring(0, name.length() - IN_USE.length())));
            Files.delete(file);
          }
        } catch (OverlappingFileLockException e) {
          // Another workspace of this JVM: alive.
        }
      }
    }
  }

  Path newFolder(DatabaseKind kind, Privileges privileges) throws IOException {
    return Folders.createPrivate(
        folder.resolve(kind.scheme() + "-" + servers.incrementAndGet()), privileges.owner());
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
    Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + IN_USE));
    lock.close();
  }
}
