package dev.flexidb.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program prints: its last lines are kept to explain a failure. */
final class Output {

  private static final int KEPT = 30;
  private static final Pattern MISSING_LIBRARY =
      Pattern.compile("error while loading shared libraries: ([^:]+):");
  private static final List<Pattern> TELLING =
      List.of(
          Pattern.compile("ERROR|FATAL"),
          Pattern.compile("(?i)error|cannot|could not|can't|denied"),
          Pattern.compile(""));

  private final DatabaseKind kind;
  private final Process process;
  private final Predicate<String> awaited;
  private final Deque<String> lines = new ArrayDeque<>();
  private final CompletableFuture<Boolean> seen = new CompletableFuture<>();
  private final Thread reader;

  private Output(DatabaseKind kind, Process process, Predicate<String> awaited) {
    this.kind = kind;
    this.process = process;
    this.awaited = awaited;
    this.reader = new Thread(this::read, "flexidb-" + kind + "-output");
    reader.setDaemon(true);
    reader.start();
  }

  static Output of(DatabaseKind kind, Process process) {
    return new Output(kind, process, line -> false);
  }

  static Output awaiting(DatabaseKind kind, Process process, String text) {
    return new Output(kind, process, line -> line.contains(text));
  }

  /** True once the awaited text was printed, false if the program ended without it. */
  CompletableFuture<Boolean> seen() {
    return seen;
  }

  synchronized boolean contains(String text) {
    return lines.stream().anyMatch(line -> line.contains(text));
  }

  /** What happened, with the line of the output that explains it best. */
  DatabaseServerException failure(String what) {
    awaitEnd();
    synchronized (this) {
      for (String line : lines) {
        Matcher missing = MISSING_LIBRARY.matcher(line);
        if (missing.find()) {
          return new MissingLibraryException(kind, missing.group(1));
        }
      }
      String reason =
          TELLING.stream()
              .flatMap(pattern -> lines.stream().filter(line -> pattern.matcher(line).find()))
              .findFirst()
              .orElse("it printed nothing");
      return new DatabaseServerException("Embedded %s %s: %s".formatted(kind, what, reason));
    }
  }

  private void awaitEnd() {
    try {
      if (!process.isAlive()) {
        reader.join(1_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader stdout = process.inputReader()) {
      for (String line = stdout.readLine(); line != null; line = stdout.readLine()) {
        keep(line);
        if (awaited.test(line)) {
          seen.complete(true);
        }
      }
    } catch (IOException e) {
      keep(e.toString());
    } finally {
      seen.complete(false);
    }
  }

  private synchronized void keep(String line) {
    if (lines.size() == KEPT) {
      lines.removeFirst();
    }
    lines.addLast(line.strip());
  }
}
