package dev.flexidb.cli;

import dev.flexidb.cli.FleetReport.Wording;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Applies what is missing, and asks nothing. */
@Command(
    name = "deploy",
    header = "Apply what is missing; asks nothing, for servers and pipelines.",
    description = {
      "All of one run is one batch of each database and domain, which rollback undoes.",
      "Stopped or killed, the same command goes on from there."
    })
final class DeployCommand extends FleetAction {

  static final Wording WORDING = new Wording("applied", "migrated", "would apply");

  @Mixin private FleetOptions fleet = new FleetOptions();

  @Override
  int on(Project of, Migrator migrator) {
    MigrationOptions options = fleet.options();
    Map<String, MigrationScope> scopes = scopes(migrator);
    return run(
        migrator,
        WORDING,
        scopes.keySet(),
        database -> migrator.migrate(Objects.requireNonNull(scopes.get(database)), options));
  }
}
