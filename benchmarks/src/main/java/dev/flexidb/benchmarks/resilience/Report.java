package dev.flexidb.benchmarks.resilience;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was seen in one scenario, and which promises were kept. Filled by one thread. */
public final class Report {

  private final String title;
  private final Map<String, String> figures = new LinkedHashMap<>();
  private final List<Promise> promises = new ArrayList<>();

  Report(String title) {
    this.title = title;
  }

  Report figure(String what, String format, Object... values) {
    figures.put(what, String.format(Locale.ROOT, format, values));
    return this;
  }

  Report promise(Promise promise) {
    promises.add(promise);
    return this;
  }

  /** What became of requests, and what is promised of all, whatever goes wrong. */
  Report requests(String whose, List<Samples> runs) {
    Totals totals = new Totals();
    runs.forEach(totals::add);
    return totals.addTo(this, whose);
  }

  /** Whether every promise was kept. */
  public boolean passed() {
    return broken().isEmpty();
  }

  /** The promises that were not kept, in words. */
  public List<String> broken() {
    return promises.stream().filter(promise -> !promise.kept()).map(Promise::words).toList();
  }

  /** Those of them that hold on the slowest machine. */
  public List<String> wrong() {
    return promises.stream()
        .filter(promise -> promise.onAnyMachine() && !promise.kept())
        .map(Promise::words)
        .toList();
  }

  /** A heading and a table in Markdown. */
  public String toMarkdown() {
    StringBuilder table =
        new StringBuilder("### ").append(title).append("\n\n| what | figure |\n|---|---|\n");
    figures.forEach(
        (what, figure) ->
            table.append("| ").append(what).append(" | ").append(figure).append(" |\n"));
    return table
        .append("| promises broken | ")
        .append(passed() ? "none" : String.join("; ", broken()))
        .append(" |\n")
        .toString();
  }
}
