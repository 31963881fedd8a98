package dev.flexidb.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Ctrl+C, or a SIGTERM, while there is work in hand: it is told to stop, and the process ends when
 * it has.
 */
final class Interruption {

  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Runnable stop) {
    this.hook =
        new Thread(
            () -> {
              stop.run();
              waitForTheEnd();
            },
            "flexidb-stop");
  }

  /**
   * From now until the work has {@link #ended}.
   *
   * @param stop called once, by a thread of its own; does not wait
   */
  static Interruption tells(Runnable stop) {
    Interruption interruption = new Interruption(stop);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  private void waitForTheEnd() {
    try {
      end.await();
    } catch (InterruptedException nobodyDoes) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work has ended: if it was interrupted, so does the process. */
  void ended() {
    end.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException endsAlready) {
      // It is running.
    }
  }
}
