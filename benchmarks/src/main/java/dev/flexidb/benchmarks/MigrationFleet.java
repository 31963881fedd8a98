package dev.flexidb.benchmarks;

import dev.flexidb.benchmarks.migrations.FlywayLoop;
import dev.flexidb.benchmarks.migrations.Heap;
import dev.flexidb.benchmarks.migrations.MigrationFiles;
import dev.flexidb.benchmarks.migrations.OurFleet;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.benchmarks.runner.Spread;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Many tenant schemas, migrated by Flyway's own loop and by ours in turn, in one process and on one
 * server, each in a database of its own.
 */
public final class MigrationFleet {

  private static final String USAGE =
      """
      --schemas <n>   schemas that have nothing to do (1000)
      --apply <n>     of these, how many are migrated by both in the rounds (200)
      --loop <n>      how many Flyway's loop visits in a round with nothing to do (100)
      --create <n>    tenants of ten tables that both make in a round (10)
      --rounds <n>    rounds of each (5)
      --threads <n>   at once, of both (4)
      """;

  private final int threads;
  private final int rounds;
  private boolean faster = true;

  private MigrationFleet(Map<String, Integer> options) {
    this.threads = options.getOrDefault("--threads", 4);
    this.rounds = options.getOrDefault("--rounds", 5);
  }

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
    int all = options.getOrDefault("--schemas", 1000);
    boolean faster;
    try (DatabaseServer server =
        DatabaseServers.start(
            DatabaseKind.POSTGRESQL, Map.of("max_locks_per_transaction", "256"))) {
      System.out.printf(
          Locale.ROOT,
          "Machine: %s; heap at most %d MiB%n%n",
          Machine.description(),
          Runtime.getRuntime().maxMemory() >> 20);
      MigrationFleet fleet = new MigrationFleet(options);
      fleet.creations(server, options.getOrDefault("--create", 10));
      fleet.many(
          server,
          IntStream.range(0, all).mapToObj("t%05d"::formatted).toList(),
          Math.min(all - 1, options.getOrDefault("--apply", 200)),
          options.getOrDefault("--loop", 100));
      faster = fleet.faster;
    }
    System.exit(faster ? 0 : 1);
  }

  private void creations(DatabaseServer server, int each) {
    MigrationFiles files = MigrationFiles.tables();
    try (TestDatabase theirs = server.createDatabase();
        TestDatabase own = server.createDatabase();
        FlywayLoop loop = new FlywayLoop(theirs, files, 1)) {
      OurFleet ours = new OurFleet(own, files, 1);
      List<String> schemas =
          IntStream.range(0, each * (rounds + 1)).mapToObj("new%05d"::formatted).toList();
      rounds("a new tenant of ten tables", schemas, loop::migrate, ours::create);
      ours.close().block();
    }
  }

  private void many(DatabaseServer server, List<String> schemas, int apply, int visited) {
    String[] creations =
        schemas.stream().map(schema -> "CREATE SCHEMA " + schema).toArray(String[]::new);
    MigrationFiles files = MigrationFiles.small();
    try (TestDatabase theirs = server.createDatabase();
        TestDatabase own = server.createDatabase();
        FlywayLoop loop = new FlywayLoop(theirs, files, threads);
        FlywayLoop alone = new FlywayLoop(theirs, files, 1)) {
      own.execute(creations);
      theirs.execute(creations);
      OurFleet ours = new OurFleet(own, files, threads);
      rounds("five small migrations", schemas.subList(0, apply), loop::migrate, ours::migrate);
      ours.migrate(schemas);
      // The same tables in both databases, so that both search as many of one name.
      OurFleet rest = new OurFleet(theirs, files, threads);
      rest.migrate(schemas);
      rest.close().block();
      nothing(schemas, schemas.subList(0, Math.min(visited, apply)), alone, ours);
      ours.close().block();
    }
  }

  /** Both in turn, each round with schemas of its own; the first is not counted. */
  private void rounds(
      String what,
      List<String> schemas,
      Function<List<String>, Duration> loop,
      Function<List<String>, Duration> ours) {
    int each = Math.max(1, schemas.size() / (rounds + 1));
    List<Double> flyway = new ArrayList<>();
    List<Double> flexi = new ArrayList<>();
    for (int round = 0; round <= rounds && (round + 1) * each <= schemas.size(); round++) {
      List<String> some = schemas.subList(round * each, (round + 1) * each);
      double theirTime = millis(loop.apply(some)) / each;
      double ourTime = millis(ours.apply(some)) / each;
      if (round > 0) {
        flyway.add(theirTime);
        flexi.add(ourTime);
      }
    }
    row(what, each, flyway, flexi);
  }

  private void nothing(List<String> all, List<String> some, FlywayLoop loop, OurFleet ours) {
    List<Double> byUrl = new ArrayList<>();
    List<Double> flyway = new ArrayList<>();
    List<Double> flexi = new ArrayList<>();
    try (Heap heap = new Heap()) {
      for (int round = 0; round < rounds; round++) {
        byUrl.add(millis(loop.migrateByUrl(some)) / some.size());
        flyway.add(millis(loop.migrate(some)) / some.size());
        flexi.add(millis(ours.migrate(List.of())) / all.size());
      }
      row("nothing to do, Flyway by its URL", some.size(), byUrl, flexi);
      row("nothing to do, Flyway on a pool", some.size(), flyway, flexi);
      Spread whole = Spread.of(flexi);
      System.out.printf(
          Locale.ROOT,
          "%nNothing to do in all %d schemas: %.0f ms (%.0f to %.0f); heap after its largest collection: %d MiB%n",
          all.size(),
          whole.median() * all.size(),
          whole.min() * all.size(),
          whole.max() * all.size(),
          heap.most() >> 20);
    }
  }

  private void row(String what, int each, List<Double> flyway, List<Double> flexi) {
    List<Double> times =
        IntStream.range(0, flexi.size()).mapToObj(i -> flyway.get(i) / flexi.get(i)).toList();
    Spread ratio = Spread.of(times);
    System.out.printf(
        Locale.ROOT,
        "%s, a schema: Flyway %.2f ms, ours %.3f ms, %.1f times (%.1f to %.1f; %d rounds of %d)%n",
        what,
        Spread.of(flyway).median(),
        Spread.of(flexi).median(),
        ratio.median(),
        ratio.min(),
        ratio.max(),
        times.size(),
        each);
    faster &= ratio.median() > 1;
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
