package dev.flexidb.cli;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.core.NestedRuntimeException;
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

  /**
   * Our own errors are written to be read, if by somebody who writes Java; of what a server says
   * these are its words; of others only these lines are known to be.
   */
  static String line(Throwable failed) {
    if (failed instanceof NestedRuntimeException translated
        && translated.getCause() instanceof R2dbcException said) {
      return "the server refused (%s%s)".formatted(oneLine(said), state(said));
    }
    return failed instanceof CommandFailedException
            || failed instanceof R2dbcException
            || failed instanceof IllegalArgumentException
        ? Spelling.ofSettings(oneLine(failed))
        : "%s: %s".formatted(failed.getClass().getSimpleName(), oneLine(failed));
  }

  private static String oneLine(Throwable failed) {
    return String.valueOf(failed.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static String state(R2dbcException said) {
    String state = said.getSqlState();
    return state == null || oneLine(said).contains(state) ? "" : ", " + state;
  }

  private static void tell(CommandLine command, boolean json, String line) {
    if (json) {
      command.getOut().println(Json.line("error", Map.of("message", line)));
    } else {
      command.getErr().println("flexidb: " + line);
    }
  }
}
