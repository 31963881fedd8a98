package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Tells how schemas stand. */
@Command(
    name = "status",
    header = "Tell how each schema stands; changes nothing.",
    description = "Schemas that stand alike share a line; --json tells each.")
final class StatusCommand extends FleetAction {

  private static final List<String> HEADINGS =
      List.of("DATABASE", "DOMAIN", "SCHEMAS", "VERSION", "PENDING", "STATE");

  @Override
  int on(Project of, Migrator migrator) {
    Map<String, MigrationScope> scopes = scopes(migrator);
    PerDatabase<SchemaStatus> found =
        PerDatabase.ask(
            scopes.keySet(),
            database -> migrator.status(Objects.requireNonNull(scopes.get(database))));
    found.answers().forEach(status -> answer().json("schema", facts(status)));
    List<List<String>> rows = rows(found.answers());
    if (rows.size() > 1) {
      Text.table(rows).forEach(answer()::line);
    } else {
      answer().line("no schemas are known yet");
    }
    found.complain(answer());
    return ExitCode.of(found.answers().size(), found.errors().size());
  }

  private record Alike(
      String database, String domain, String version, List<String> pending, String state) {}

  private static List<List<String>> rows(List<SchemaStatus> all) {
    Map<Alike, List<SchemaStatus>> groups =
        all.stream()
            .collect(
                Collectors.groupingBy(
                    StatusCommand::alike, LinkedHashMap::new, Collectors.toList()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADINGS);
    groups.forEach(
        (alike, of) -> {
          List<String> names = of.stream().map(status -> status.target().schema()).toList();
          rows.add(
              List.of(
                  alike.database(),
                  alike.domain(),
                  names.size() == 1 ? names.get(0) : names.size() + ": " + Text.few(names),
                  alike.version(),
                  alike.pending().isEmpty() ? "-" : Text.few(alike.pending()),
                  alike.state()));
        });
    return rows;
  }

  private static Alike alike(SchemaStatus status) {
    return new Alike(
        status.target().database(),
        status.target().domain(),
        status.version().orElse("-"),
        status.pending(),
        state(status));
  }

  static String state(SchemaStatus status) {
    if (status.needsRepair()) {
      return "failed half-way: repair";
    }
    if (!status.problems().isEmpty()) {
      return "does not fit the files: validate";
    }
    return status.pending().isEmpty() ? "up to date" : "behind";
  }

  static Map<String, Object> facts(SchemaStatus status) {
    Map<String, Object> facts = Facts.of(status.target());
    status.version().ifPresent(version -> facts.put("version", version));
    facts.put("pending", status.pending());
    facts.put("problems", status.problems());
    facts.put("needsRepair", status.needsRepair());
    return facts;
  }
}
