package dev.flexidb.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command finds around it.
 *
 * @param folder where it was started
 * @param terminal whether somebody looks on and can answer
 * @param width of the terminal, in characters
 */
record Surroundings(
    Path folder,
    Map<String, String> environment,
    BufferedReader input,
    boolean terminal,
    int width,
    Clock clock) {

  private static final int USUAL_WIDTH = 80;

  static Surroundings ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Surroundings(
        Path.of("").toAbsolutePath(),
        environment,
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
        isTerminal(System.console()) && !"dumb".equals(environment.get("TERM")),
        width(environment.getOrDefault("COLUMNS", "")),
        Clock.systemUTC());
  }

  /** From Java 22 on there is a console without a terminal, too. */
  private static boolean isTerminal(@org.jspecify.annotations.Nullable Console console) {
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException olderJava) {
      return true;
    }
  }

  private static int width(String columns) {
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
  }
}
