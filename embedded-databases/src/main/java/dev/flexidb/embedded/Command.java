package dev.flexidb.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs to its end. */
final class Command {

  /** ETXTBSY, as the JDK words it. */
  private static final String BUSY = "error=26";

  private static final int TRIES = 100;
  private static final int PAUSE_MILLIS = 20;
  private static final int SECONDS = 60;

  private final DatabaseKind kind;
  private final List<String> words;

  private Command(DatabaseKind kind, Collection<String> words) {
    this.kind = kind;
    this.words = new ArrayList<>(words);
  }

  static Command of(DatabaseKind kind, Collection<String> words) {
    return new Command(kind, words);
  }

  Command with(String... more) {
    return with(Arrays.asList(more));
  }

  Command with(Collection<String> more) {
    words.addAll(more);
    return this;
  }

  /** Fails unless it ends well within a minute. */
  void run(String input) {
    try {
      Process process = start();
      Output output = Output.of(kind, process);
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It ended before it had read all; its output says why.
      }
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw output.failure("took longer than %d s".formatted(SECONDS));
      }
      if (process.exitValue() != 0) {
        throw output.failure("ended with status " + process.exitValue());
      }
    } catch (IOException e) {
      throw new DatabaseServerException(
          "Cannot run %s: %s".formatted(words.get(0), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseServerException("Interrupted while preparing " + kind, e);
    }
  }

  /**
   * A program that was just written may be busy: a process that another thread began meanwhile has
   * its file open until it runs a program of its own.
   */
  private Process start() throws IOException, InterruptedException {
    for (int left = TRIES; ; left--) {
      try {
        return new ProcessBuilder(words).redirectErrorStream(true).start();
      } catch (IOException refused) {
        if (left == 0 || !String.valueOf(refused.getMessage()).contains(BUSY)) {
          throw refused;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  static boolean succeeds(String... words) {
    try {
      return new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
