package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Mutual exclusion between JVMs, which also ends when one of them is killed. */
final class FileLocks {

  private FileLocks() {}

  /** Other threads of this JVM wait as well: a file lock does not tell them apart. */
  static synchronized <T> T holding(Path file, Work<T> work) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      // Closing the channel releases it.
      channel.lock();
      return work.run();
    } catch (IOException e) {
      throw new DatabaseServerException("Cannot use %s: %s".formatted(file.getParent(), e), e);
    }
  }

  interface Work<T> {
    T run() throws IOException;
  }
}
