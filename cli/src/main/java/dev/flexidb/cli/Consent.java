package dev.flexidb.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** That somebody means it: the code that a destructive command asks for. */
final class Consent {

  private static final int CODE_BYTES = 3;

  @Option(
      names = "--force",
      description =
          "Do it also where the profile is not development; the code is asked for as well.")
  private boolean force;

  @Option(
      names = "--confirm",
      paramLabel = "CODE",
      description = "The code that is asked for, where nobody can type it.")
  private @Nullable String given;

  /**
   * Returns if it is meant.
   *
   * @param losing what is lost, in a sentence
   * @param targets what it is done to; the code is for these alone
   * @throws CommandFailedException if it is not
   */
  void require(Action action, Project project, String losing, List<String> targets) {
    if (!project.isDevelopment() && !force) {
      throw new CommandFailedException(
          "%s is for development, and the profile is \"%s\"; set FLEXIDB_PROFILE=%s, or add --force if you mean it; nothing was touched"
              .formatted(action.commandName(), project.profile(), Project.DEVELOPMENT));
    }
    String code = code(action.commandName(), targets);
    String typed = given;
    if (typed == null) {
      action.answer().aside(losing + ":");
      targets.forEach(target -> action.answer().aside("  " + target));
      if (!action.canAsk()) {
        throw new CommandFailedException(
            "%s wants a code, as what is lost is lost: add --confirm %s; nothing was touched"
                .formatted(action.commandName(), code));
      }
      typed = action.ask("Type %s to go on:".formatted(code));
    }
    if (!typed.equals(code)) {
      throw new CommandFailedException("that is not the code for this; nothing was touched");
    }
  }

  /** The same for the same command on the same things, so that a script's fits nothing else. */
  private static String code(String command, List<String> targets) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (command + "\n" + String.join("\n", targets)).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, CODE_BYTES);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }
}
