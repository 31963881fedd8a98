package dev.flexidb.cli;

import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.migrate.SchemaStats;
import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;

/** Tells how much is in tenants' schemas. */
@Command(
    name = "stats",
    header = "Tell how much is in tenants' schemas, as the server estimates it.")
final class SchemaStatsCommand extends SchemaAction {

  private static final int AT_ONCE = 4;

  @Parameters(
      arity = "0..*",
      paramLabel = "SCHEMA",
      description = "Their names; all, if none is named.")
  private List<String> schemas = new ArrayList<>();

  @Option(names = "--exact", description = "Count the rows, for which all tables are read.")
  private boolean exact;

  private record Measured(String database, SchemaStats stats) {}

  @Override
  int on(Managers managers) {
    List<SchemaName> names = named(schemas);
    PerDatabase<Measured> found =
        PerDatabase.ask(
            managers.names(),
            database -> {
              SchemaManager manager = managers.of(database);
              return (names.isEmpty() ? manager.listSchemas() : Flux.fromIterable(names))
                  .flatMapSequential(
                      schema ->
                          exact ? manager.exactSchemaStats(schema) : manager.schemaStats(schema),
                      AT_ONCE)
                  .map(stats -> new Measured(database, stats));
            });
    for (Measured each : found.answers()) {
      answer()
          .json(
              "stats",
              Json.facts(
                  "database", each.database(),
                  "schema", each.stats().schema().value(),
                  "tables", each.stats().tables(),
                  "rows", each.stats().rows(),
                  "bytes", each.stats().bytes(),
                  "exact", each.stats().exact()));
    }
    if (!found.answers().isEmpty()) {
      Text.table(
              Text.rows(
                  List.of("DATABASE", "SCHEMA", "TABLES", exact ? "ROWS" : "ROWS (ABOUT)", "KB"),
                  found.answers(),
                  each ->
                      List.of(
                          each.database(),
                          each.stats().schema().value(),
                          String.valueOf(each.stats().tables()),
                          String.valueOf(each.stats().rows()),
                          String.valueOf(each.stats().bytes() / 1024))))
          .forEach(answer()::line);
    }
    found.complain(answer());
    return ExitCode.of(managers.names().size() - found.errors().size(), found.errors().size());
  }
}
