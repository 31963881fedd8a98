package dev.flexidb.cli;

import dev.flexidb.cli.FleetReport.Wording;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** Undoes a batch. */
@Command(
    name = "rollback",
    header = "Undo the last batch, or a named one, with the U scripts.",
    description = {
      "Of each database and domain that is meant, the tenants' domains first. Newest migration first;",
      "a missing U script is found before anything is touched. Where no domain is named and there are",
      "several it asks for a code; outside development it does so always, and wants --force."
    })
final class RollbackCommand extends FleetAction {

  static final Wording WORDING =
      new Wording("ran", "taken back", "would run", "there is nothing to take back");

  @Mixin private FleetOptions fleet = new FleetOptions();

  @Mixin private Consent consent = new Consent();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "The batch; the last of each domain, if none is named.")
  private @Nullable Integer batch;

  @Override
  int on(Project of, Migrator migrator) {
    MigrationOptions options = fleet.options();
    if (!scope().tenants().isEmpty()) {
      throw new CommandFailedException(
          "a batch is undone in all schemas that it was applied to; leave --tenant out");
    }
    Map<String, MigrationScope> scopes = scopes(migrator);
    if (!fleet.isDryRun() && !(of.isDevelopment() && isNarrow(scopes))) {
      consent.require(this, of, "What these batches have made is lost", places(of, scopes));
    }
    return run(
        migrator,
        WORDING,
        scopes.keySet(),
        database ->
            Flux.fromIterable(backwards(Objects.requireNonNull(scopes.get(database)).domains()))
                .concatMap(
                    domain ->
                        batch == null
                            ? migrator.rollback(database, domain, options)
                            : migrator.rollback(database, domain, batch, options)));
  }

  /** Whether whoever asked knows what goes: the last batch of one domain need not be another's. */
  private boolean isNarrow(Map<String, MigrationScope> scopes) {
    return !scope().domains().isEmpty()
        || scopes.values().stream().mapToInt(each -> each.domains().size()).sum() == 1;
  }

  /** What stands on others goes before them. */
  static List<String> backwards(List<String> domains) {
    List<String> reversed = new ArrayList<>(domains);
    Collections.reverse(reversed);
    return reversed;
  }
}
