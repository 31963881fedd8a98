package dev.flexidb.benchmarks;

import dev.flexidb.benchmarks.migrations.FlywayLoop;
import dev.flexidb.benchmarks.migrations.MigrationFiles;
import dev.flexidb.benchmarks.migrations.OurFleet;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Many tenant schemas on PostgreSQL: five small migrations for each, and then nothing to do, by
 * Flyway's own loop and by ours, in one process and on one server, each in a database of its own.
 */
public final class MigrationFleet {

  private static final String USAGE =
      """
      --schemas <n>   schemas that have nothing to do (1000)
      --apply <n>     of these, how many are migrated by both, in the same minute (200)
      --loop <n>      of these, how many Flyway's loop visits when there is nothing to do (200)
      --threads <n>   at once, of both (4)
      """;

  private MigrationFleet() {}

  /** Prints a table; ends with 1 if we are slower. */
  public static void main(String[] args) {
    Map<String, Integer> options = new java.util.HashMap<>();
    try {
      for (int i = 0; i < args.length; i += 2) {
        if (!USAGE.contains(args[i] + " ")) {
          throw new IllegalArgumentException(args[i]);
        }
        options.put(args[i], Integer.parseUnsignedInt(args[i + 1]));
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(USAGE);
      System.exit(2);
    }
    int threads = options.getOrDefault("--threads", 4);
    int all = options.getOrDefault("--schemas", 1000);
    int apply = Math.min(all, options.getOrDefault("--apply", 200));
    int visit = Math.min(all, options.getOrDefault("--loop", 200));
    MigrationFiles files = MigrationFiles.small();
    boolean faster = true;
    try (DatabaseServer server =
            DatabaseServers.start(
                DatabaseKind.POSTGRESQL, Map.of("max_locks_per_transaction", "256"));
        TestDatabase theirs = server.createDatabase();
        TestDatabase own = server.createDatabase();
        FlywayLoop loop = new FlywayLoop(theirs, files, threads);
        FlywayLoop alone = new FlywayLoop(theirs, files, 1)) {
      System.out.printf("Machine: %s%n%n", Machine.description());
      OurFleet ours = new OurFleet(own, files, threads);
      List<String> schemas = IntStream.range(0, all).mapToObj("t%05d"::formatted).toList();
      String[] creations =
          schemas.stream().map(schema -> "CREATE SCHEMA " + schema).toArray(String[]::new);
      own.execute(creations);
      theirs.execute(creations);
      // Both read classes and compile at their first schemas, which are not counted.
      loop.migrate(schemas.subList(0, 1));
      Objects.requireNonNull(ours.migrate(schemas.subList(0, 1)).block());
      List<String> some = schemas.subList(1, apply);
      Duration flyway = loop.migrate(some);
      Duration flexi = Objects.requireNonNull(ours.migrate(some).block());
      faster &= row("five small migrations, a schema", some.size(), flyway, some.size(), flexi);
      Objects.requireNonNull(ours.migrate(schemas).block());
      // The same tables in both databases, so that both search as many of one name.
      OurFleet rest = new OurFleet(theirs, files, threads);
      rest.migrate(schemas).block();
      rest.close().block();
      Duration idle = alone.migrate(schemas.subList(0, visit));
      Duration nothing = Objects.requireNonNull(ours.migrate(List.of()).block());
      faster &= row("nothing to do, a schema", visit, idle, all, nothing);
      System.out.printf(
          Locale.ROOT,
          "%nNothing to do in all %d schemas: %d ms; heap in use %d MiB%n",
          all,
          nothing.toMillis(),
          (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20);
      ours.close().block();
    }
    System.exit(faster ? 0 : 1);
  }

  private static boolean row(String what, int theirs, Duration flyway, int ours, Duration flexi) {
    double each = flyway.toNanos() / 1e6 / theirs;
    double own = flexi.toNanos() / 1e6 / ours;
    System.out.printf(
        Locale.ROOT, "%s: Flyway %.2f ms, ours %.3f ms, %.1f times%n", what, each, own, each / own);
    return own < each;
  }
}
