package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;

/** Tells what does not fit. */
@Command(
    name = "validate",
    header = "Tell where files and schemas do not fit; changes nothing.",
    description =
        "What is merely behind is well. Exit code 1 where nothing fits, 2 where some does.")
final class ValidateCommand extends FleetAction {

  @Override
  int on(Project of, Migrator migrator) {
    Map<String, MigrationScope> scopes = scopes(migrator);
    PerDatabase<SchemaStatus> found =
        PerDatabase.ask(
            scopes.keySet(),
            database -> migrator.status(Objects.requireNonNull(scopes.get(database))));
    List<SchemaStatus> unfit =
        found.answers().stream().filter(status -> !status.isValid()).toList();
    for (SchemaStatus status : unfit) {
      answer()
          .tell(
              "%s: %s".formatted(status.target(), problem(status)),
              "schema",
              StatusCommand.facts(status));
    }
    found.complain(answer());
    int failed = unfit.size() + found.errors().size();
    int well = found.answers().size() - unfit.size();
    answer()
        .tell(
            failed == 0
                ? "all is well in " + Text.count(well, "schema", "schemas")
                : "%d of %s are not well"
                    .formatted(
                        unfit.size(), Text.count(found.answers().size(), "schema", "schemas")),
            "summary",
            Json.facts("valid", well, "invalid", unfit.size(), "errors", found.errors().size()));
    return ExitCode.of(well, failed);
  }

  private static String problem(SchemaStatus status) {
    return status.problems().isEmpty()
        ? "a migration failed half-way; correct what it left, then repair"
        : String.join("; ", status.problems());
  }
}
