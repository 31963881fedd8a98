package dev.flexidb.examples.service.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long the service takes from the beginning of its process, with its servers, to its first
 * answer out of a database.
 */
public final class FirstAnswer {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** As the command that runs the service does: it starts faster with the first compiler alone. */
  private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";

  private FirstAnswer() {}

  /**
   * Prints the times of some starts ({@code --rounds}, 5) behind one that is not counted, as it may
   * make the servers' templates; ends with 1 if their median is 10 s or more.
   */
  public static void main(String[] args) {
    int rounds = args.length == 2 && args[0].equals("--rounds") ? Integer.parseInt(args[1]) : 5;
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i <= rounds; i++) {
      try (ServiceProcess process = ServiceProcess.start(FIRST_COMPILER)) {
        Duration time = process.firstAnswer().blockOptional().orElseThrow();
        System.out.printf(
            Locale.ROOT,
            "first answer after %.1f s%s%n",
            time.toMillis() / 1e3,
            i == 0 ? " (not counted)" : "");
        times.add(time);
      }
    }
    Duration median = times.stream().skip(1).sorted().toList().get((rounds - 1) / 2);
    System.out.printf(Locale.ROOT, "median of %d: %.1f s%n", rounds, median.toMillis() / 1e3);
    System.exit(median.compareTo(LONGEST) < 0 ? 0 : 1);
  }
}
