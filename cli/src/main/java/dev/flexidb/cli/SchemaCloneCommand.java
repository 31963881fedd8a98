package dev.flexidb.cli;

import dev.flexidb.migrate.CloneOptions;
import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a tenant's schema. */
@Command(
    name = "clone",
    header = "Copy a tenant's schema for a new tenant, whole or not at all.",
    description = "Without rows, unless --data says so; the copy stands on its own.")
final class SchemaCloneCommand extends SchemaAction {

  @Parameters(index = "0", paramLabel = "FROM", description = "The schema to copy.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "The schema to make.")
  private String to = "";

  @Option(names = "--data", description = "Copy the rows as well.")
  private boolean data;

  @Option(
      names = "--empty",
      paramLabel = "TABLE",
      split = ",",
      description = "Tables whose rows are left out where data is copied.")
  private List<String> emptyTables = new ArrayList<>();

  @Override
  int on(Managers managers) {
    SchemaName source = new SchemaName(from);
    CloneOptions options =
        (data ? CloneOptions.WITH_DATA : CloneOptions.STRUCTURE)
            .withEmptyTables(emptyTables.toArray(String[]::new));
    return each(
        managers,
        List.of(new SchemaName(to)),
        "cloned",
        (manager, schema) -> manager.cloneSchema(source, schema, options).flux());
  }
}
