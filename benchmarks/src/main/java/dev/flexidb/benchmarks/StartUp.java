package dev.flexidb.benchmarks;

import dev.flexidb.benchmarks.runner.Machine;
import dev.flexidb.benchmarks.runner.Spread;
import dev.flexidb.benchmarks.service.PlainService;
import dev.flexidb.benchmarks.service.ServiceProcess;
import dev.flexidb.benchmarks.service.ServiceSettings;
import dev.flexidb.benchmarks.service.StarterService;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the starter adds to the start of a service: from the beginning of its process to its first
 * row, beside the same service with Spring Boot's own R2DBC. In turns, each time in a new process;
 * the plain one has nothing of ours on its class path, and ours nothing that is for migrations. The
 * server runs already.
 */
public final class StartUp {

  private static final double MOST_MILLIS = 300;

  private StartUp() {}

  /**
   * Prints both times of {@code --rounds} (21) turns behind one that is not counted; ends with 1 if
   * the starter adds more than 300 ms.
   */
  public static void main(String[] args) {
    int rounds = args.length == 2 && args[0].equals("--rounds") ? Integer.parseInt(args[1]) : 21;
    List<Double> plain = new ArrayList<>();
    List<Double> starter = new ArrayList<>();
    try (Servers servers = new Servers();
        TestDatabase tenants = servers.apply(DatabaseKind.POSTGRESQL).createDatabase()) {
      tenants.execute(
          "CREATE SCHEMA tenant_0",
          "CREATE TABLE tenant_0.items (id int, tenant int, note text)",
          "INSERT INTO tenant_0.items VALUES (0, 0, 'row 0')");
      System.out.printf("Machine: %s%n%n", Machine.description());
      for (int round = 0; round <= rounds; round++) {
        plain.add(
            ServiceProcess.withoutOurs(PlainService.class)
                .millisToFirstRow(port -> ServiceSettings.plain(port, tenants.r2dbcUrl())));
        starter.add(
            ServiceProcess.withoutMigrations(StarterService.class)
                .millisToFirstRow(port -> ServiceSettings.starter(port, tenants.r2dbcUrl())));
        System.out.printf(
            Locale.ROOT,
            "Spring Boot's R2DBC %.0f ms, the starter %.0f ms%s%n",
            plain.get(round),
            starter.get(round),
            round == 0 ? " (not counted)" : "");
      }
    }
    System.exit(tell(plain.subList(1, plain.size()), starter.subList(1, starter.size())) ? 0 : 1);
  }

  private static boolean tell(List<Double> plain, List<Double> starter) {
    List<Double> added = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) {
      added.add(starter.get(i) - plain.get(i));
    }
    Spread spread = Spread.of(added);
    double medians = Spread.of(starter).median() - Spread.of(plain).median();
    System.out.printf(
        Locale.ROOT,
        "%nMedians of %d: Spring Boot's R2DBC %.0f ms, the starter %.0f ms, %.0f ms more; in the same turn %.0f (%.0f to %.0f)%n",
        plain.size(),
        Spread.of(plain).median(),
        Spread.of(starter).median(),
        medians,
        spread.median(),
        spread.min(),
        spread.max());
    return medians <= MOST_MILLIS;
  }
}
