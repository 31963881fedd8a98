package dev.flexidb.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes tenants' schemas. */
@Command(
    name = "create",
    header = "Make tenants' schemas with all that their domains hold; each whole or not at all.")
final class SchemaCreateCommand extends SchemaAction {

  @Parameters(arity = "1..*", paramLabel = "SCHEMA", description = "Their names.")
  private List<String> schemas = new ArrayList<>();

  @Override
  int on(Managers managers) {
    return each(
        managers,
        named(schemas),
        "created",
        (manager, schema) -> manager.createSchema(schema).flux());
  }
}
