package dev.flexidb.cli;

import picocli.CommandLine.Command;

/** All that is about migrations. */
@Command(
    name = "migrate",
    header = "Bring databases, domains and tenants up to date, and back.",
    subcommands = {
      DevCommand.class,
      DeployCommand.class,
      StatusCommand.class,
      ValidateCommand.class,
      RollbackCommand.class,
      ResetCommand.class,
      FreshCommand.class,
      RepairCommand.class
    })
final class MigrateCommand extends Group {}
