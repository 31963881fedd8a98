package dev.flexidb.cli;

import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Drops tenants' schemas. */
@Command(
    name = "delete",
    header = "Drop tenants' schemas with all that is in them.",
    description = {
      "Asks for a code, and wants --force outside development. Schemas that are no tenant's are",
      "refused; statements that run in them are waited for."
    })
final class SchemaDeleteCommand extends SchemaAction {

  @Parameters(arity = "1..*", paramLabel = "SCHEMA", description = "Their names.")
  private List<String> schemas = new ArrayList<>();

  @Mixin private Consent consent = new Consent();

  @Override
  int on(Managers managers) {
    List<SchemaName> names = named(schemas);
    consent.require(
        this, managers.project(), "All that is in these schemas is lost", places(managers, names));
    return each(
        managers,
        names,
        "deleted",
        (manager, schema) -> manager.deleteSchema(schema, schema.value()).flux());
  }
}
