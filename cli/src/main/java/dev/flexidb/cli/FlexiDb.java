package dev.flexidb.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command that all others are below of, with the options that all have. */
@Command(
    name = "flexidb",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeOnInvalidInput = ExitCode.FAILED,
    exitCodeOnExecutionException = ExitCode.FAILED,
    header = "Migrations, tenants, data and health of all databases of a project.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is well",
      "1:it failed, or was asked for in a way that cannot be right",
      "2:some failed, the others are done",
      "130:stopped by Ctrl+C; the same command goes on"
    },
    subcommands = {
      InitCommand.class,
      MigrateCommand.class,
      SchemaCommand.class,
      SeedCommand.class,
      HealthCommand.class,
      HelpCommand.class,
      GenerateCompletion.class
    })
final class FlexiDb extends Group {

  private final Surroundings surroundings;

  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description = "What to read in place of flexidb.yml in this folder.")
  private @Nullable Path config;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Answer in JSON: one object a line.")
  private boolean json;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Tell more: stack traces, and what libraries log.")
  private boolean verbose;

  FlexiDb(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  Project project() {
    return Project.read(surroundings, config);
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }
}
