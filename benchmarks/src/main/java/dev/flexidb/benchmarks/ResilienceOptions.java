package dev.flexidb.benchmarks;

import dev.flexidb.embedded.DatabaseKind;
import java.time.Duration;
import java.util.List;

/**
 * What the command line of {@link Resilience} says.
 *
 * @param only the scenarios to run; empty for all
 * @param server the kind of server
 * @param rounds interleaved rounds where there are some
 * @param percent of each scenario's own time, but for the soak's
 * @param soak how long the soak takes
 * @param requests a second; 0 for the scenario's own
 */
record ResilienceOptions(
    List<String> only, DatabaseKind server, int rounds, int percent, Duration soak, int requests) {

  static final String USAGE =
      """
      --only <names>       scenarios, separated by commas (all)
      --server <kind>      postgresql, mariadb or mysql (postgresql)
      --rounds <n>         interleaved rounds where there are some (5)
      --percent <n>        of each scenario's own time, but for the soak's (100)
      --soak <n>           seconds of the soak (1800)
      --requests <n>       a second (the scenario's own)
      """;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if one of them is not as {@link #USAGE} says
   */
  static ResilienceOptions parse(String... args) {
    List<String> only = List.of();
    DatabaseKind server = DatabaseKind.POSTGRESQL;
    int rounds = 5;
    int percent = 100;
    Duration soak = Duration.ofMinutes(30);
    int requests = 0;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("'%s' has no value, or is not known".formatted(args[i]));
      }
      String value = args[i + 1];
      switch (args[i]) {
        case "--only" -> only = List.of(value.split(","));
        case "--server" -> server = TortureOptions.server(value);
        case "--rounds" -> rounds = TortureOptions.positive(value);
        case "--percent" -> percent = TortureOptions.positive(value);
        case "--soak" -> soak = Duration.ofSeconds(TortureOptions.positive(value));
        case "--requests" -> requests = TortureOptions.positive(value);
        default -> throw new IllegalArgumentException("'%s' is not known".formatted(args[i]));
      }
    }
    return new ResilienceOptions(only, server, rounds, percent, soak, requests);
  }

  int rate(int own) {
    return requests == 0 ? own : requests;
  }

  Duration time(int seconds) {
    return Duration.ofMillis(seconds * 10L * percent);
  }
}
