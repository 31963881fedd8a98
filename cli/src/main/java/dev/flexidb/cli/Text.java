package dev.flexidb.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Numbers and lists, for people. */
final class Text {

  private static final int NAMES_SHOWN = 5;
  private static final int SECONDS_OF_A_MINUTE = 60;

  private Text() {}

  /** In the unit that fits: {@code 12 ms}, {@code 3.4 s}, {@code 2 min 5 s}. */
  static String shortly(Duration duration) {
    if (duration.toMillis() < 1000) {
      return duration.toMillis() + " ms";
    }
    if (duration.toSeconds() < SECONDS_OF_A_MINUTE) {
      return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }
    return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
  }

  static String count(int number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }

  /** The first few, and how many others there are. */
  static String few(Collection<String> names) {
    List<String> first = names.stream().limit(NAMES_SHOWN).toList();
    return names.size() <= NAMES_SHOWN
        ? String.join(", ", first)
        : "%s and %d more".formatted(String.join(", ", first), names.size() - NAMES_SHOWN);
  }

  /** Headings and a row for each of these. */
  static <T> List<List<String>> rows(
      List<String> headings, Collection<T> all, Function<T, List<String>> row) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(headings);
    all.forEach(each -> rows.add(row.apply(each)));
    return rows;
  }

  /** Rows below their headings, each column as wide as it has to be. */
  static List<String> table(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
