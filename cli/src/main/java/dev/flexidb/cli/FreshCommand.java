package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Empties schemas and migrates them from the first migration on. */
@Command(
    name = "fresh",
    header = "Drop all that is in the schemas, and apply every migration again.",
    description = {
      "For development: asks for a code, and wants --force elsewhere. Of whole databases, or with",
      "--tenant or --all-tenants of tenants alone. Files are never deleted."
    })
final class FreshCommand extends FleetAction {

  @Mixin private FleetOptions fleet = new FleetOptions();

  @Mixin private Consent consent = new Consent();

  @Override
  int on(Project of, Migrator migrator) {
    MigrationOptions options = fleet.options();
    Map<String, MigrationScope> scopes = scopes(migrator);
    if (!fleet.isDryRun()) {
      consent.require(this, of, "All that is in these schemas is lost", places(of, scopes));
    }
    return run(
        migrator,
        DeployCommand.WORDING,
        scopes.keySet(),
        database -> migrator.fresh(Objects.requireNonNull(scopes.get(database)), options));
  }
}
