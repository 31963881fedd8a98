package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
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

  private static final String LOCK = ".lock";

  private final Path folder;
  private final FileChannel lock;
  private final AtomicInteger servers = new AtomicInteger();

  private Workspace(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  static Workspace open(Cache cache) {
    return cache.locked(
        "run",
        () -> {
          Path run = Folders.create(cache.root().resolve("run"));
          deleteThoseOfTheDead(run);
          String name = "%d-%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID());
          FileChannel lock =
              FileChannel.open(
                  run.resolve(name + LOCK),
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE);
          lock.lock();
          return new Workspace(Folders.create(run.resolve(name)), lock);
        });
  }

  private static void deleteThoseOfTheDead(Path run) throws IOException {
    try (DirectoryStream<Path> locks = Files.newDirectoryStream(run, "*" + LOCK)) {
      for (Path file : locks) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            @Nullable FileLock free = channel.tryLock()) {
          if (free != null) {
            String name = file.getFileName().toString();
            Folders.delete(run.resolve(name.substring(0, name.length() - LOCK.length())));
            Files.delete(file);
          }
        } catch (OverlappingFileLockException e) {
          // Another workspace of this JVM: alive.
        }
      }
    }
  }

  Path newFolder(DatabaseKind kind) throws IOException {
    return Folders.create(folder.resolve(kind.scheme() + "-" + servers.incrementAndGet()));
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
    Files.deleteIfExists(folder.resolveSibling(folder.getFileName() + LOCK));
    lock.close();
  }
}
