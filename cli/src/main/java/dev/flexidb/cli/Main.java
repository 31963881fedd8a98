package dev.flexidb.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/** Where the {@code flexidb} command begins. Exit codes: 0, 1 (failed), 2 (some failed). */
public final class Main {

  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.defaultLogLevel";

  private Main() {}

  /** Does what the arguments say, and ends the process with the exit code. */
  public static void main(String[] args) {
    List<String> all = Arrays.asList(args);
    // Before the first logger is made: what libraries log is for those who ask for it.
    System.setProperty(LOG_LEVEL, all.contains("--verbose") || all.contains("-v") ? "info" : "off");
    CommandLine command =
        commandLine(Surroundings.ofProcess())
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(command.execute(args));
  }

  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine command = new CommandLine(new FlexiDb(surroundings));
    Objects.requireNonNull(command.getSubcommands().get("generate-completion"))
        .getCommandSpec()
        .usageMessage()
        .header("Print a script with which bash and zsh complete commands and options.");
    return command
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setUsageHelpLongOptionsMaxWidth(30)
        .setExecutionExceptionHandler(Failures::ofExecution)
        .setParameterExceptionHandler(Failures::ofArguments);
  }
}
