package dev.flexidb.cli;

import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs SQL in tenants' schemas. */
@Command(
    name = "exec",
    header = "Run SQL in tenants' schemas, behind the walls of the service.",
    description = "One after the other; where one fails the others go on.")
final class SchemaExecCommand extends SchemaAction {

  @Parameters(paramLabel = "SQL", description = "One statement.")
  private String sql = "";

  @Option(
      names = {"-t", "--tenant"},
      paramLabel = "SCHEMA",
      split = ",",
      description = "The tenants that are meant, in this order.")
  private List<String> tenants = new ArrayList<>();

  @Option(
      names = {"-a", "--all-tenants"},
      description = "All tenants.")
  private boolean allTenants;

  @Override
  int on(Managers managers) {
    if (allTenants == !tenants.isEmpty()) {
      throw new CommandFailedException(
          "in which schemas? Name them with --tenant, or say --all-tenants");
    }
    int well = 0;
    int failed = 0;
    for (String database : managers.names()) {
      SchemaManager manager = managers.of(database);
      List<SchemaName> schemas =
          allTenants
              ? Objects.requireNonNull(manager.listSchemas().collectList().block())
              : named(tenants);
      for (SchemaName schema : schemas) {
        try {
          tell(
              database,
              schema,
              Objects.requireNonNull(manager.executeSchema(schema, sql).collectList().block()));
          well++;
        } catch (RuntimeException refused) {
          failed++;
          fail(database, schema.value(), refused);
        }
      }
    }
    return ExitCode.of(well, failed);
  }

  private void tell(String database, SchemaName schema, List<Map<String, Object>> rows) {
    String found = rows.isEmpty() ? "done, no rows" : Text.count(rows.size(), "row", "rows");
    answer().line("%s %s: %s".formatted(database, schema, found));
    // What several statements answer need not look alike.
    for (int from = 0, to; from < rows.size(); from = to) {
      List<String> columns = List.copyOf(rows.get(from).keySet());
      to = from + 1;
      while (to < rows.size() && List.copyOf(rows.get(to).keySet()).equals(columns)) {
        to++;
      }
      Text.table(
              Text.rows(
                  columns,
                  rows.subList(from, to),
                  row -> row.values().stream().map(Cell::text).toList()))
          .forEach(line -> answer().line("  " + line));
    }
    answer()
        .json(
            "executed",
            Json.facts("database", database, "schema", schema.value(), "rows", plain(rows)));
  }

  private static List<Map<String, Object>> plain(List<Map<String, Object>> rows) {
    List<Map<String, Object>> plain = new ArrayList<>();
    for (Map<String, Object> row : rows) {
      Map<String, Object> values = new LinkedHashMap<>();
      row.forEach((name, value) -> values.put(name, Cell.plain(value)));
      plain.add(values);
    }
    return plain;
  }
}
