package dev.flexidb.cli;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import reactor.core.Exceptions;

/** What is told of an error: one line. */
final class Failures {

  private Failures() {}

  static int ofExecution(Exception failed, CommandLine command, ParseResult parsed) {
    FlexiDb root = command.getCommandSpec().root().userObject() instanceof FlexiDb own ? own : null;
    Throwable cause = Exceptions.unwrap(failed);
    tell(command, root != null && root.json(), line(cause));
    if (root != null && root.verbose()) {
      cause.printStackTrace(command.getErr());
    }
    return ExitCode.FAILED;
  }

  static int ofArguments(ParameterException unfit, String[] args) {
    CommandLine command = unfit.getCommandLine();
    tell(
        command,
        List.of(args).contains("--json"),
        "%s; see %s --help"
            .formatted(
                text(unfit).replaceAll("\\s*\\R\\s*", " "),
                command.getCommandSpec().qualifiedName()));
    return ExitCode.FAILED;
  }

  private static String text(ParameterException unfit) {
    CommandSpec spec = unfit.getCommandLine().getCommandSpec();
    if (unfit instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !spec.subcommands().isEmpty()) {
      return "unknown command \"%s\"; known are %s"
          .formatted(
              Quoted.line(unmatched.getUnmatched().get(0)), String.join(", ", commandsOf(spec)));
    }
    return String.valueOf(unfit.getMessage());
  }

  static List<String> commandsOf(CommandSpec spec) {
    return List.copyOf(new TreeSet<>(spec.subcommands().keySet()));
  }

  /** Our own errors are written to be read; of others only these lines are known to be. */
  static String line(Throwable failed) {
    String message = String.valueOf(failed.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    return failed instanceof CommandFailedException
            || failed instanceof R2dbcException
            || failed instanceof IllegalArgumentException
        ? message
        : "%s: %s".formatted(failed.getClass().getSimpleName(), message);
  }

  private static void tell(CommandLine command, boolean json, String line) {
    if (json) {
      command.getOut().println(Json.line("error", Map.of("message", line)));
    } else {
      command.getErr().println("flexidb: " + line);
    }
  }
}
