package dev.flexidb.migrate;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.Tenancy;
import java.util.Map;

/** Migrates in a JVM of its own, which can be killed; tells each schema that it has applied. */
final class KilledRun {

  private KilledRun() {}

  public static void main(String[] args) {
    Migrator migrator =
        Migrator.of(
            Map.of(
                TestFleet.NAME, DatabaseConfig.of(args[0]).withTenancy(Tenancy.schemaPerTenant())),
            MigrationSources.DEFAULTS.withLocation(args[1]));
    migrator
        .migrate(MigrationScope.ALL, MigrationOptions.DEFAULTS)
        .doOnNext(
            event -> {
              System.out.println(event.getClass().getSimpleName());
              System.out.flush();
            })
        .blockLast();
    System.exit(0);
  }
}
