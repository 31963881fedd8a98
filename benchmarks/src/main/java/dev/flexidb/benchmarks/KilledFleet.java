package dev.flexidb.benchmarks;

import dev.flexidb.benchmarks.migrations.Applications;
import dev.flexidb.benchmarks.migrations.FlywayLoop;
import dev.flexidb.benchmarks.migrations.MigrationFiles;
import dev.flexidb.benchmarks.migrations.OurFleet;
import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServer;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * A deployment to many schemas whose process is killed with SIGKILL again and again, and started
 * anew until one of them ends by itself: each migration is to be there exactly once in each schema.
 */
public final class KilledFleet {

  private static final String USAGE =
      """
      --schemas <n>   schemas (2000)
      --seconds <n>   after which the process is killed (20)
      --threads <n>   schemas at once (4)
      --millis <n>    that each schema's migrations take at least (150)
      """;

  private static final int CHECKED_BY_FLYWAY = 100;

  private KilledFleet() {}

  /** Prints what was found; ends with 1 if a migration is there twice, or not at all. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length > 0 && "--deploy".equals(args[0])) {
      OurFleet fleet =
          new OurFleet(args[1], new MigrationFiles(Path.of(args[2])), Integer.parseInt(args[3]));
      fleet.migrate(List.of()).then(fleet.close()).block();
      System.exit(0);
    }
    Numbers options = Numbers.of(USAGE, args);
    int threads = options.get("--threads", 4);
    MigrationFiles files = MigrationFiles.counted(options.get("--millis", 150));
    List<String> schemas =
        IntStream.range(0, options.get("--schemas", 2000)).mapToObj("t%05d"::formatted).toList();
    boolean exact;
    try (DatabaseServer server = DatabaseServers.start(DatabaseKind.POSTGRESQL);
        TestDatabase database = server.createDatabase()) {
      System.out.printf("Machine: %s%n%n", Machine.description());
      OurFleet known = new OurFleet(database, files.first(), threads);
      known.create(schemas).then(known.close()).block();
      deploy(database, files, schemas, threads, options.get("--seconds", 20));
      exact = isExact(database, files, schemas);
    }
    System.exit(exact ? 0 : 1);
  }

  private static void deploy(
      TestDatabase database, MigrationFiles files, List<String> schemas, int threads, int seconds)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    int kills = 0;
    while (isKilled(database.r2dbcUrl(), files, threads, seconds)) {
      kills++;
    }
    System.out.printf(
        Locale.ROOT,
        "%d schemas, %d kills, %d s%n",
        schemas.size(),
        kills,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
  }

  private static boolean isExact(
      TestDatabase database, MigrationFiles files, List<String> schemas) {
    Applications found = Applications.in(database, schemas, MigrationFiles.COUNTED);
    int more;
    // Flyway fails where it does not agree with the histories.
    try (FlywayLoop flyway = new FlywayLoop(database, files, 1)) {
      more = flyway.applied(schemas.subList(0, Math.min(schemas.size(), CHECKED_BY_FLYWAY)));
    }
    System.out.printf(
        Locale.ROOT,
        "migrations missing %d, twice %d; rows of histories missing %d, twice %d; applied by Flyway itself afterwards %d%n",
        found.missing(),
        found.twice(),
        found.rowsMissing(),
        found.rowsTwice(),
        more);
    return found.isExact() && more == 0;
  }

  /** Starts a deployment; false if it ended well before it was to be killed. */
  private static boolean isKilled(String url, MigrationFiles files, int threads, int seconds)
      throws IOException, InterruptedException {
    Process deployment =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledFleet.class.getName(),
                "--deploy",
                url,
                files.folder().toString(),
                String.valueOf(threads))
            .inheritIO()
            .start();
    if (deployment.waitFor(seconds, TimeUnit.SECONDS)) {
      if (deployment.exitValue() != 0) {
        throw new IllegalStateException("a deployment failed: exit " + deployment.exitValue());
      }
      return false;
    }
    deployment.destroyForcibly().waitFor();
    return true;
  }
}
