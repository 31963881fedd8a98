package dev.flexidb.cli;

import dev.flexidb.Tenant;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists tenants. */
@Command(name = "list", header = "List the tenants whose schemas are there.")
final class SchemaListCommand extends SchemaAction {

  private record Listed(String database, Tenant tenant) {}

  @Override
  int on(Managers managers) {
    PerDatabase<Listed> found =
        PerDatabase.ask(
            managers.names(),
            database ->
                managers.of(database).listTenants().map(tenant -> new Listed(database, tenant)));
    for (Listed each : found.answers()) {
      answer()
          .json(
              "schema",
              Json.facts(
                  "database", each.database(),
                  "schema", each.tenant().schema().value(),
                  "id", each.tenant().id(),
                  "state", each.tenant().state()));
    }
    if (found.answers().isEmpty() && found.errors().isEmpty()) {
      answer().line("there are no tenants yet");
    } else if (!found.answers().isEmpty()) {
      Text.table(
              Text.rows(
                  List.of("DATABASE", "SCHEMA", "ID", "STATE"),
                  found.answers(),
                  each ->
                      List.of(
                          each.database(),
                          each.tenant().schema().value(),
                          each.tenant().id(),
                          String.valueOf(each.tenant().state()))))
          .forEach(answer()::line);
    }
    found.complain(answer());
    return ExitCode.of(managers.names().size() - found.errors().size(), found.errors().size());
  }
}
