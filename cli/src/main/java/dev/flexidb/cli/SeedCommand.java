package dev.flexidb.cli;

import dev.flexidb.cli.FleetReport.Wording;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Puts data into schemas. */
@Command(
    name = "seed",
    header = "Run the files of data: db/seed/<database>/*.sql.",
    description = {
      "Those go to what tenants share; db/seed/<database>/<domain>/*.sql goes where that domain is,",
      "tenant to each tenant. By name, each schema in one transaction; every run runs all of them, so",
      "write them so that twice does no harm."
    })
final class SeedCommand extends FleetAction {

  private static final Wording WORDING = new Wording("ran", "seeded", "would run");

  @Mixin private FleetOptions fleet = new FleetOptions();

  @Override
  int on(Project of, Migrator migrator) {
    MigrationOptions options = fleet.options();
    MigrationScope all = scope().all();
    List<String> databases =
        of.names(scope().databases()).stream()
            .filter(database -> of.seeds().resolve(database).toFile().isDirectory())
            .toList();
    if (databases.isEmpty()) {
      throw new CommandFailedException(
          "there are no files of data; they are looked for as %s/<database>/*.sql"
              .formatted(of.seeds()));
    }
    MigrationScope meant =
        scope().isAllTenants() && all.domains().isEmpty()
            ? new MigrationScope(List.of(), of.sources().tenantDomains(), List.of())
            : all;
    return run(
        migrator,
        WORDING,
        databases,
        database -> migrator.seed(of.seeds(), meant.withDatabases(database), options));
  }
}
