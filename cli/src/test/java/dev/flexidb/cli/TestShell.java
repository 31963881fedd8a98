package dev.flexidb.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** A folder to run commands in, in this process. */
final class TestShell {

  private static final int WIDTH = 80;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

  private final Path folder;
  private final Map<String, String> environment = new LinkedHashMap<>();

  TestShell(Path folder) {
    this.folder = folder;
  }

  /** What a command did. */
  record Run(int code, String out, String err) {

    List<String> lines() {
      return out.lines().toList();
    }

    /** All that anybody sees. */
    String all() {
      return out + err;
    }
  }

  TestShell set(String name, String value) {
    environment.put(name, value);
    return this;
  }

  TestShell file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The names of the files of a folder. */
  List<String> files(String name) {
    try (var files = Files.list(folder.resolve(name))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Runs it as a pipeline would: nobody looks on. */
  Run run(String... args) {
    return run("", false, args);
  }

  /** Runs it on a terminal, where this is typed. */
  Run typing(String input, String... args) {
    return run(input, true, args);
  }

  private Run run(String input, boolean terminal, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine(
                new Surroundings(
                    folder,
                    environment,
                    new BufferedReader(new StringReader(input)),
                    terminal,
                    WIDTH,
                    CLOCK))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    return new Run(command.execute(args), out.toString(), err.toString());
  }
}
