package dev.flexidb.benchmarks;

import dev.flexidb.embedded.DatabaseKind;
import java.time.Duration;
import java.util.Locale;

/**
 * What the command line of {@link Torture} says.
 *
 * @param server the kind of server
 * @param queries how many to ask at least
 * @param tenants how many there are
 * @param pool connections at most
 * @param inFlight pieces of work at once
 * @param limit when to give up
 * @param seed of all that is chosen at random
 * @param killEvery how often a session is killed; zero for never
 * @param naive whether what people do without us is tormented instead
 */
record TortureOptions(
    DatabaseKind server,
    long queries,
    int tenants,
    int pool,
    int inFlight,
    Duration limit,
    long seed,
    Duration killEvery,
    boolean naive) {

  static final String USAGE =
      """
      --server <kind>    postgresql, mariadb or mysql (postgresql)
      --queries <n>      queries to ask at least (1000000; 200000 on the MySQL family)
      --tenants <n>      tenants (50)
      --pool <n>         connections (10)
      --in-flight <n>    pieces of work at once (32)
      --minutes <n>      when to give up (60; 1 with --naive)
      --seed <n>         of all that is chosen at random (the time)
      --kill-every <n>   milliseconds until the next session is killed (500)
      --no-kills         kill no session meanwhile
      --naive            torment r2dbc-pool with SET search_path or USE on borrow instead
      """;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException if one of them is not as {@link #USAGE} says
   */
  static TortureOptions parse(String... args) {
    DatabaseKind server = DatabaseKind.POSTGRESQL;
    long queries = 0;
    int tenants = 50;
    int pool = 10;
    int inFlight = 32;
    long minutes = 0;
    long seed = System.nanoTime() % 1_000_000_000;
    Duration killEvery = Duration.ofMillis(500);
    boolean naive = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--naive")) {
        naive = true;
        continue;
      }
      if (args[i].equals("--no-kills")) {
        killEvery = Duration.ZERO;
        continue;
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("'%s' has no value, or is not known".formatted(args[i]));
      }
      String value = args[i + 1];
      switch (args[i++]) {
        case "--server" -> server = server(value);
        case "--queries" -> queries = positive(value);
        case "--tenants" -> tenants = positive(value);
        case "--pool" -> pool = positive(value);
        case "--in-flight" -> inFlight = positive(value);
        case "--minutes" -> minutes = positive(value);
        case "--kill-every" -> killEvery = Duration.ofMillis(positive(value));
        case "--seed" -> seed = positive(value);
        default -> throw new IllegalArgumentException("'%s' is not known".formatted(args[i - 1]));
      }
    }
    return new TortureOptions(
        server,
        queries > 0 ? queries : server == DatabaseKind.POSTGRESQL ? 1_000_000 : 200_000,
        tenants,
        pool,
        inFlight,
        Duration.ofMinutes(minutes > 0 ? minutes : naive ? 1 : 60),
        seed,
        killEvery,
        naive);
  }

  static DatabaseKind server(String name) {
    try {
      return DatabaseKind.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException("'%s' is no kind of server".formatted(name), unknown);
    }
  }

  static int positive(String value) {
    if (!value.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException("'%s' is no whole number above 0".formatted(value));
    }
    return Integer.parseInt(value);
  }
}
