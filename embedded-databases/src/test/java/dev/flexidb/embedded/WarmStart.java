package dev.flexidb.embedded;

import java.time.Duration;

/**
 * Prints how long each kind of server takes to start, and a replica of it. Cold is the first round
 * with an empty cache folder; warm is any other, and the first round of a run is what a JVM pays
 * that has just started.
 *
 * <pre>{@code
 * mvn -q test-compile exec:java -pl embedded-databases -Dexec.classpathScope=test \
 *   -Dexec.mainClass=dev.flexidb.embedded.WarmStart
 * }</pre>
 */
public final class WarmStart {

  private WarmStart() {}

  public static void main(String[] arguments) {
    for (int round = 1; round <= 2; round++) {
      for (DatabaseKind kind : DatabaseKind.values()) {
        long start = System.nanoTime();
        try (DatabaseServer server = DatabaseServers.start(kind)) {
          Duration started = Duration.ofNanos(System.nanoTime() - start);
          server.createDatabase().close();
          Duration answered = Duration.ofNanos(System.nanoTime() - start);
          System.out.printf(
              "%s, round %d: started after %d ms, first database made and dropped after %d ms%n",
              kind, round, started.toMillis(), answered.toMillis());
          long asked = System.nanoTime();
          try (Replica replica = server.replica()) {
            Duration made = Duration.ofNanos(System.nanoTime() - asked);
            replica.awaitCaughtUp();
            Duration following = Duration.ofNanos(System.nanoTime() - asked);
            System.out.printf(
                "%s, round %d: replica made after %d ms, caught up after %d ms%n",
                kind, round, made.toMillis(), following.toMillis());
          }
        }
      }
    }
  }
}
