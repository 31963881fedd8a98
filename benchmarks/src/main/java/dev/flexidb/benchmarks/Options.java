package dev.flexidb.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What the command line of {@link SideBySide} says.
 *
 * @param rounds counted rounds of each case
 * @param warmUps rounds of each case before those
 * @param time how long a round is
 * @param operations how many operations a round has at most
 * @param tenants how many there are
 * @param texts how many SQL texts where there are many
 * @param only beginnings of the claims' names to measure; empty for all
 * @param links beginnings of the links' names to measure over; empty for all
 * @param out the file to write
 */
record Options(
    int rounds,
    int warmUps,
    Duration time,
    long operations,
    int tenants,
    int texts,
    List<String> only,
    List<String> links,
    Path out) {

  static final Options DEFAULTS =
      new Options(
          7,
          3,
          Duration.ofSeconds(2),
          Long.MAX_VALUE,
          200,
          20,
          List.of(),
          List.of(),
          Path.of("target", "side-by-side.md"));

  static final String USAGE =
      """
      --rounds <n>       counted rounds of each case (7)
      --warm-ups <n>     rounds of each case before those (3)
      --seconds <s>      how long a round is (2)
      --operations <n>   operations in a round at most (no limit)
      --tenants <n>      tenants (200; texts-.. also with ten times as many)
      --texts <n>        SQL texts where there are many (20)
      --only <a,b>       claims whose names begin so: reads, writes, texts, mariadb, service (all)
      --links <a,b>      links whose names begin so: loopback, 4ms (all)
      --out <file>       where to write the tables (target/side-by-side.md)
      """;

  /**
   * Reads pairs of a name and a value.
   *
   * @throws IllegalArgumentException if one of them is not as {@link #USAGE} says
   */
  static Options parse(String... args) {
    if (args.length % 2 != 0) {
      throw new IllegalArgumentException("'%s' has no value".formatted(args[args.length - 1]));
    }
    Options options = DEFAULTS;
    for (int i = 0; i < args.length; i += 2) {
      options = options.with(args[i], args[i + 1]);
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--rounds" -> rounds(positive(name, value));
      case "--warm-ups" -> warmUps(notNegative(name, value));
      case "--seconds" -> time(Duration.ofSeconds(positive(name, value)));
      case "--operations" -> operations(positive(name, value));
      case "--tenants" -> tenants(positive(name, value));
      case "--texts" -> texts(positive(name, value));
      case "--only" -> only(list(value));
      case "--links" -> links(list(value));
      case "--out" -> out(Path.of(value));
      default -> throw new IllegalArgumentException("'%s' is not known".formatted(name));
    };
  }

  private static List<String> list(String value) {
    return List.of(value.toLowerCase(Locale.ROOT).split(",", -1));
  }

  private static int positive(String name, String value) {
    int number = notNegative(name, value);
    if (number == 0) {
      throw new IllegalArgumentException("%s is 0; give 1 or more".formatted(name));
    }
    return number;
  }

  private static int notNegative(String name, String value) {
    if (!value.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "%s is '%s'; give a whole number, not negative".formatted(name, value));
    }
    return Integer.parseInt(value);
  }

  Options rounds(int n) {
    return new Options(n, warmUps, time, operations, tenants, texts, only, links, out);
  }

  Options warmUps(int n) {
    return new Options(rounds, n, time, operations, tenants, texts, only, links, out);
  }

  Options time(Duration t) {
    return new Options(rounds, warmUps, t, operations, tenants, texts, only, links, out);
  }

  Options operations(long n) {
    return new Options(rounds, warmUps, time, n, tenants, texts, only, links, out);
  }

  Options tenants(int n) {
    return new Options(rounds, warmUps, time, operations, n, texts, only, links, out);
  }

  Options texts(int n) {
    return new Options(rounds, warmUps, time, operations, tenants, n, only, links, out);
  }

  Options only(List<String> names) {
    return new Options(rounds, warmUps, time, operations, tenants, texts, names, links, out);
  }

  Options links(List<String> names) {
    return new Options(rounds, warmUps, time, operations, tenants, texts, only, names, out);
  }

  Options out(Path file) {
    return new Options(rounds, warmUps, time, operations, tenants, texts, only, links, file);
  }
}
