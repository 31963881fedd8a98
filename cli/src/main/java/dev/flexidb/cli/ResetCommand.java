package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** Undoes all that was applied, and applies it again. */
@Command(
    name = "reset",
    header = "Undo all that was ever applied, with the U scripts, and apply it again.",
    description = {
      "For development: asks for a code, and wants --force elsewhere. What migrations have not made",
      "is left alone; fresh is for schemas whose U scripts are missing."
    })
final class ResetCommand extends FleetAction {

  @Mixin private FleetOptions fleet = new FleetOptions();

  @Mixin private Consent consent = new Consent();

  @Option(names = "--no-apply", description = "Leave it at nothing.")
  private boolean leave;

  @Override
  int on(Project of, Migrator migrator) {
    MigrationOptions options = fleet.options();
    if (!scope().tenants().isEmpty()) {
      throw new CommandFailedException(
          "batches are undone in all schemas that they were applied to; leave --tenant out");
    }
    Map<String, MigrationScope> scopes = scopes(migrator);
    if (!fleet.isDryRun()) {
      consent.require(
          this, of, "What migrations have made is lost, with its data", places(of, scopes));
    }
    int undone =
        run(
            migrator,
            RollbackCommand.WORDING,
            scopes.keySet(),
            database ->
                Flux.fromIterable(
                        RollbackCommand.backwards(
                            Objects.requireNonNull(scopes.get(database)).domains()))
                    .concatMap(domain -> migrator.reset(database, domain, options)));
    if (undone != ExitCode.OK || leave || fleet.isDryRun()) {
      return undone;
    }
    return run(
        migrator,
        DeployCommand.WORDING,
        scopes.keySet(),
        database -> migrator.migrate(Objects.requireNonNull(scopes.get(database)), options));
  }
}
