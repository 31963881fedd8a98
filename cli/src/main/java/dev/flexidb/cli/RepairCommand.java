package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.RepairAction;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes histories right, and explains before what that will be. */
@Command(
    name = "repair",
    header = "Make histories right: tells what it will do, asks, and does it.",
    description = {
      "Failed migrations are taken out of the histories, so that they are tried again; changed files",
      "are taken on as they are. What a failed migration left is to be removed by hand before."
    })
final class RepairCommand extends FleetAction {

  @Option(names = "--dry-run", description = "Tell what would be done, and touch nothing.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do it without asking.")
  private boolean yes;

  @Override
  int on(Project of, Migrator migrator) {
    Map<String, MigrationScope> scopes = scopes(migrator);
    PerDatabase<RepairAction> plan =
        PerDatabase.ask(
            scopes.keySet(),
            database -> migrator.repairPlan(Objects.requireNonNull(scopes.get(database))));
    plan.answers().forEach(action -> tell("planned", action));
    plan.complain(answer());
    if (plan.answers().isEmpty()) {
      answer().line("there is nothing to repair");
      return ExitCode.of(scopes.size() - plan.errors().size(), plan.errors().size());
    }
    if (dryRun) {
      return ExitCode.of(plan.answers().size(), plan.errors().size());
    }
    if (!yes) {
      if (!canAsk()) {
        throw new CommandFailedException("add --yes to have it done; nothing was touched");
      }
      if (!ask("Do it? [y/N]").equalsIgnoreCase("y")) {
        throw new CommandFailedException("nothing was touched");
      }
    }
    scopes.keySet().removeAll(plan.errors().keySet());
    PerDatabase<RepairAction> done =
        PerDatabase.ask(
            scopes.keySet(),
            database -> migrator.repair(Objects.requireNonNull(scopes.get(database))));
    done.answers().forEach(action -> answer().json("repaired", facts(action)));
    done.complain(answer());
    answer().line("repaired: " + Text.count(done.answers().size(), "row", "rows"));
    return ExitCode.of(done.answers().size(), plan.errors().size() + done.errors().size());
  }

  private void tell(String event, RepairAction action) {
    answer().tell("%s: %s".formatted(action.target(), action.what()), event, facts(action));
  }

  private static Map<String, Object> facts(RepairAction action) {
    return Facts.of(action.target(), "version", action.version(), "what", action.what());
  }
}
