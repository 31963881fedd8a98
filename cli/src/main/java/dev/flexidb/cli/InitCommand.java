package dev.flexidb.cli;

import dev.flexidb.error.InvalidConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes what a project begins with. */
@Command(
    name = "init",
    header = "Make folders, flexidb.yml, example migrations and data, and .env.example.",
    description = "What is there already is kept as it is.")
final class InitCommand extends Action {

  @Option(
      names = {"-d", "--database", "--connection"},
      paramLabel = "NAME",
      split = ",",
      description = "The databases of the project (app).")
  private List<String> databases = new ArrayList<>(List.of("app"));

  @Option(
      names = "--kind",
      description = "What they are: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Kind kind = Kind.postgresql;

  /** As they are typed. */
  enum Kind {
    postgresql,
    mysql,
    mariadb
  }

  @Override
  public Integer call() {
    databases.forEach(InitCommand::require);
    Path folder = surroundings().folder();
    Starter starter = new Starter(databases, kind.name());
    Map<String, String> files = new LinkedHashMap<>(starter.files());
    if (!Files.exists(folder.resolve(Starter.IGNORE))) {
      files.put(Starter.IGNORE, ".env\n");
    }
    files.forEach((name, text) -> write(folder, name, text));
    starter.nextSteps().forEach(answer()::line);
    return ExitCode.OK;
  }

  private static void require(String database) {
    if (!database.matches("[A-Za-z][A-Za-z0-9_.-]{0,62}")) {
      throw new InvalidConfigurationException(
          "database name \"%s\" is not allowed; use letters, digits, \"_\", \"-\" and \".\""
              .formatted(dev.flexidb.error.Quoted.line(database)));
    }
  }

  private void write(Path folder, String name, String text) {
    Path file = folder.resolve(name);
    boolean made = !Files.exists(file);
    if (made) {
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    answer()
        .tell(
            (made ? "made  " : "kept  ") + name, made ? "made" : "kept", Json.facts("file", name));
  }
}
