package dev.flexidb.cli;

import dev.flexidb.error.Quoted;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a migration and applies it. */
@Command(
    name = "dev",
    header = "Make a migration, and apply it; asks for its name.",
    description = {
      "Makes V<time>__<name>.sql and the U file that undoes it, opens $VISUAL or $EDITOR, and applies",
      "what is missing. With --up nothing is opened. Without a name it applies what is missing alone."
    })
final class DevCommand extends FleetAction {

  @Mixin private FleetOptions fleet = new FleetOptions();

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      description = "What the migration is about.")
  private @Nullable String name;

  @Option(names = "--up", paramLabel = "SQL", description = "What the migration does.")
  private @Nullable String up;

  @Option(names = "--down", paramLabel = "SQL", description = "What undoes it.")
  private @Nullable String down;

  @Option(names = "--create-only", description = "Make the files, and apply nothing.")
  private boolean createOnly;

  @Override
  int on(Project of, Migrator migrator) {
    MigrationOptions options = fleet.options();
    String wanted =
        name == null && canAsk()
            ? ask("Name of the migration (none: apply what is missing):")
            : name;
    if (wanted != null && !wanted.isBlank()) {
      if (!made(of, migrator, wanted)) {
        return ExitCode.OK;
      }
    }
    Map<String, MigrationScope> scopes = scopes(migrator);
    refuseEmpty(of, scopes);
    return run(
        migrator,
        DeployCommand.WORDING,
        scopes.keySet(),
        database -> migrator.migrate(Objects.requireNonNull(scopes.get(database)), options));
  }

  /** Makes the files; false if that is all for now. */
  private boolean made(Project of, Migrator migrator, String wanted) {
    Path folder = folder(of, migrator);
    NewMigration made =
        NewMigration.create(
            folder,
            wanted,
            text(up, "-- What the migration does. Every statement ends with a semicolon."),
            text(down, "-- What undoes it, for rollback."),
            surroundings().clock());
    for (Path file : List.of(made.up(), made.down())) {
      String shown = surroundings().folder().relativize(file.toAbsolutePath()).toString();
      answer().tell("made  " + shown, "made", Json.facts("file", shown));
    }
    if (createOnly) {
      return false;
    }
    if (up != null) {
      return true;
    }
    if (canAsk()) {
      edit(made);
    }
    if (NewMigration.isEmpty(made.up())) {
      answer().line("write them, then: flexidb migrate dev, or deploy");
      return false;
    }
    return true;
  }

  private static String text(@Nullable String sql, String otherwise) {
    return (sql == null ? otherwise : sql.strip()) + "\n";
  }

  private void edit(NewMigration made) {
    Map<String, String> environment = surroundings().environment();
    String editor = environment.getOrDefault("VISUAL", environment.getOrDefault("EDITOR", ""));
    if (editor.isBlank()) {
      ask("Write the SQL into both, then press Enter to apply it:");
      return;
    }
    List<String> command = new ArrayList<>(List.of(editor.strip().split("\\s+")));
    command.add(made.up().toString());
    command.add(made.down().toString());
    try {
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException failed) {
      throw new CommandFailedException(
          "the editor \"%s\" does not start; set VISUAL or EDITOR, or give --up"
              .formatted(Quoted.line(editor)),
          failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted", interrupted);
    }
  }

  private Path folder(Project of, Migrator migrator) {
    List<String> databases = of.names(scope().databases());
    String database = one("database", databases);
    TreeSet<String> domains = new TreeSet<>(of.sources().tenantDomains());
    domains.add("public");
    domains.addAll(
        Objects.requireNonNull(migrator.domains(MigrationScope.ALL.withDatabases(database)).block())
            .getOrDefault(database, List.of()));
    for (String domain : scope().domains()) {
      if (!domains.contains(domain)) {
        throw new CommandFailedException(
            "unknown domain \"%s\"; known are %s; to begin another, make the folder %s and a file in it"
                .formatted(
                    Quoted.line(domain),
                    Quoted.names(domains),
                    of.migrations().resolve(database).resolve("<domain>")));
      }
    }
    String domain =
        one("domain", scope().domains().isEmpty() ? List.copyOf(domains) : scope().domains());
    return of.migrations().resolve(database).resolve(domain);
  }

  private String one(String what, List<String> names) {
    if (names.size() == 1) {
      return names.get(0);
    }
    if (!canAsk()) {
      throw new CommandFailedException(
          "for which %s is the migration? Name one with --%s: %s"
              .formatted(what, what, String.join(", ", names)));
    }
    String typed = ask("For which %s? (%s)".formatted(what, String.join(", ", names)));
    if (!names.contains(typed)) {
      throw new CommandFailedException(
          "unknown %s \"%s\"; known are %s"
              .formatted(what, Quoted.line(typed), Quoted.names(names)));
    }
    return typed;
  }

  /** Applied empty, they would not fit any more when they are written. */
  private static void refuseEmpty(Project of, Map<String, MigrationScope> scopes) {
    scopes.forEach(
        (database, scope) ->
            scope
                .domains()
                .forEach(
                    domain -> {
                      List<Path> empty =
                          NewMigration.empty(of.migrations().resolve(database).resolve(domain));
                      if (!empty.isEmpty()) {
                        throw new CommandFailedException(
                            "%s holds nothing but comments; write it or delete it; nothing was applied"
                                .formatted(empty.get(0)));
                      }
                    }));
  }
}
