package dev.flexidb.examples.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of plain characters; numbers stand on the right. Not thread-safe. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... header) {
    rows.add(List.of(header));
  }

  Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(text(cell));
    }
    rows.add(row);
    return this;
  }

  private static String text(Object cell) {
    if (cell instanceof Duration duration) {
      return milliseconds(duration);
    }
    return cell instanceof Long number
        ? String.format(Locale.ROOT, "%,d", number)
        : String.valueOf(cell);
  }

  static String milliseconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
  }

  void print(PrintStream out) {
    int[] widths =
        IntStream.range(0, rows.get(0).size())
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    String line =
        IntStream.of(widths)
            .mapToObj(width -> "-".repeat(width + 2))
            .collect(Collectors.joining("+", "  +", "+"));
    out.println(line);
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      out.println(
          IntStream.range(0, widths.length)
              .mapToObj(column -> padded(row.get(column), widths[column]))
              .collect(Collectors.joining(" | ", "  | ", " |")));
      if (i == 0) {
        out.println(line);
      }
    }
    out.println(line);
  }

  private static String padded(String text, int width) {
    String space = " ".repeat(width - text.length());
    boolean number = text.matches("-?[0-9.,]+( ms)?");
    return number ? space + text : text + space;
  }
}
