package dev.flexidb.cli;

import dev.flexidb.migrate.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line at the bottom of a terminal that says how far it is; other lines go above it. Not
 * thread-safe.
 */
final class ProgressBar {

  private static final String TO_START_AND_CLEAR = "\r\u001b[K";
  private static final int LONGEST = 30;
  private static final long NANOS_BETWEEN = 50_000_000;

  private final Answer answer;
  private final boolean shown;
  private final int width;
  private final Map<String, Progress> domains = new TreeMap<>();
  private long drawn = System.nanoTime() - NANOS_BETWEEN;
  private boolean stands;

  /**
   * @param shown whether there is a terminal
   */
  ProgressBar(Answer answer, boolean shown, int width) {
    this.answer = answer;
    this.shown = shown;
    this.width = width;
  }

  void is(String domain, Progress progress) {
    domains.put(domain, progress);
    if (shown && System.nanoTime() - drawn >= NANOS_BETWEEN) {
      draw();
    }
  }

  void ended(String domain) {
    domains.remove(domain);
  }

  void line(String text) {
    clear();
    answer.line(text);
  }

  /** Takes it away. */
  void clear() {
    if (stands) {
      answer.part(TO_START_AND_CLEAR);
      stands = false;
    }
  }

  private void draw() {
    int all = domains.values().stream().mapToInt(Progress::schemas).sum();
    int done = domains.values().stream().mapToInt(Progress::done).sum();
    int failed = domains.values().stream().mapToInt(Progress::failed).sum();
    Duration left =
        domains.values().stream()
            .flatMap(progress -> progress.left().stream())
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    String text =
        " %d of %d%s%s"
            .formatted(
                done,
                all,
                failed == 0 ? "" : ", %d failed".formatted(failed),
                left.isZero() ? "" : ", %s left".formatted(Text.shortly(left)));
    int length = Math.max(0, Math.min(LONGEST, width - text.length() - 3));
    int full = all == 0 ? 0 : (int) ((long) length * done / all);
    answer.part(
        TO_START_AND_CLEAR + "[" + "#".repeat(full) + ".".repeat(length - full) + "]" + text);
    stands = true;
    drawn = System.nanoTime();
  }
}
