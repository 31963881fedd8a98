package dev.flexidb.cli;

import picocli.CommandLine.Command;

/** All that is about tenants' schemas. */
@Command(
    name = "schema",
    header = "Make, copy, look at and drop the schemas of tenants.",
    subcommands = {
      SchemaCreateCommand.class,
      SchemaCloneCommand.class,
      SchemaListCommand.class,
      SchemaStatsCommand.class,
      SchemaExecCommand.class,
      SchemaDeleteCommand.class
    })
final class SchemaCommand extends Group {}
