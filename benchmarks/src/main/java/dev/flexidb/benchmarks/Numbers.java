package dev.flexidb.benchmarks;

import java.util.HashMap;
import java.util.Map;

/** What a command line says of the numbers that its usage names, such as {@code --rounds 5}. */
final class Numbers {

  private final Map<String, Integer> given = new HashMap<>();

  /** Prints the usage and ends the program where the command line is not as it says. */
  static Numbers of(String usage, String... args) {
    Numbers numbers = new Numbers();
    try {
      for (int i = 0; i < args.length; i += 2) {
        if (!usage.contains(args[i] + " <n>")) {
          throw new IllegalArgumentException(args[i]);
        }
        numbers.given.put(args[i], Integer.parseUnsignedInt(args[i + 1]));
      }
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      System.err.println(usage);
      System.exit(2);
    }
    return numbers;
  }

  private Numbers() {}

  int get(String name, int otherwise) {
    return given.getOrDefault(name, otherwise);
  }
}
