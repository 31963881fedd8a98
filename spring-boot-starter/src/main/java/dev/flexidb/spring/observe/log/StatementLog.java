package dev.flexidb.spring.observe.log;

import dev.flexidb.StatementObserver;
import dev.flexidb.spring.observe.Failure;
import dev.flexidb.spring.observe.Outcome;
import dev.flexidb.spring.observe.Role;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Writes each statement to the log at DEBUG, and one that is slow at WARN: where it ran, how long
 * it took, how it ended, and its text; never what was bound, nor what the server said. Thread-safe.
 */
final class StatementLog implements StatementObserver {

  /** Its logger. */
  static final String NAME = "dev.flexidb.sql";

  private static final Log LOG = LogFactory.getLog(NAME);
  private static final int LONGEST = 2_000;
  private static final Pattern UNFIT = Pattern.compile("[\\s\\p{C}\\u2028\\u2029]+");
  private static final double NANOS_IN_MILLI = 1_000_000;

  private final @Nullable Duration slow;

  /**
   * @param slow how long a statement may take; null for as long as it likes
   */
  StatementLog(@Nullable Duration slow) {
    this.slow = slow;
  }

  @Override
  public @Nullable Ending started(Start start, ContextView subscriber) {
    return slow != null || LOG.isDebugEnabled() ? end -> ended(start, end) : null;
  }

  private void ended(Start start, End end) {
    if (slow != null && end.took().compareTo(slow) >= 0) {
      LOG.warn("Slow statement: " + told(start, end));
    } else if (LOG.isDebugEnabled()) {
      LOG.debug(told(start, end));
    }
  }

  private static String told(Start start, End end) {
    return String.format(
        Locale.ROOT,
        "database=%s server=%s schema=%s took=%.1f ms outcome=%s sql=%s",
        start.database(),
        Role.of(start),
        start.tenant() == null ? "-" : start.tenant().value(),
        end.took().toNanos() / NANOS_IN_MILLI,
        end.error() == null ? Outcome.of(end).tag() : "error, " + Failure.told(end.error()),
        line(start.sql()));
  }

  /** In one line, whatever a user has built it of. */
  private static String line(String sql) {
    String line = UNFIT.matcher(sql).replaceAll(" ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
