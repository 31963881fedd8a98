package dev.flexidb.family;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long a connection's statements may take, and wait for a lock, at the server. Zero is no
 * limit, null leaves it to the server; 365 days are the most.
 *
 * @param readOnly whether the server is to refuse what writes
 */
public record Limits(@Nullable Duration statement, @Nullable Duration lockWait, boolean readOnly) {

  private static final String STATEMENT = "statement_timeout";
  private static final String LOCK_WAIT = "lock_timeout";

  /** What is longer overflows a count of nanoseconds sooner or later. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final String READ_ONLY = "transaction_read_only";

  /** What PostgreSQL calls them. */
  static final List<String> SETTINGS = List.of(STATEMENT, LOCK_WAIT, READ_ONLY);

  /** The server's own. */
  public static final Limits NONE = new Limits(null, null, false);

  public Limits {
    requireFit(statement);
    requireFit(lockWait);
  }

  private static void requireFit(@Nullable Duration limit) {
    if (limit != null && limit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("timeout must be at most 365 days, and is " + limit);
    }
  }

  /** Of a statement alone; zero leaves it to the server. */
  public static Limits ofStatement(Duration limit) {
    return limit.isZero() ? NONE : new Limits(limit, null, false);
  }

  public Limits withStatement(Duration limit) {
    return new Limits(limit, lockWait, readOnly);
  }

  public Limits withLockWait(Duration limit) {
    return new Limits(statement, limit, readOnly);
  }

  public Limits withReadOnly(boolean readOnly) {
    return readOnly == this.readOnly ? this : new Limits(statement, lockWait, readOnly);
  }

  /** Whether the same times hold, whatever else does. */
  public boolean haveTimesOf(Limits other) {
    return equals(other.withReadOnly(readOnly));
  }

  boolean areNone() {
    return equals(NONE);
  }

  /** As settings of PostgreSQL, for a transaction. */
  Map<String, String> asSettings() {
    Map<String, String> settings = new TreeMap<>();
    if (lockWait != null) {
      settings.put(LOCK_WAIT, String.valueOf(millis(lockWait)));
    }
    if (statement != null) {
      settings.put(STATEMENT, String.valueOf(millis(statement)));
    }
    if (readOnly) {
      settings.put(READ_ONLY, "on");
    }
    return settings;
  }

  /** As text for a session of PostgreSQL. */
  String asSql() {
    Map<String, String> told = asSettings();
    StringJoiner sql = new StringJoiner("; ");
    for (String name : SETTINGS) {
      String value = told.get(name);
      String ofSession = name.equals(READ_ONLY) ? "default_" + name : name;
      sql.add(value == null ? "RESET " + ofSession : "SET " + ofSession + " = " + value);
    }
    return sql.toString();
  }

  /** As text for a transaction of PostgreSQL; what it had before is left as it is. */
  String asLocalSql() {
    StringJoiner sql = new StringJoiner("; ");
    asSettings().forEach((name, value) -> sql.add("SET LOCAL " + name + " = " + value));
    return sql.toString();
  }

  /** Whole milliseconds, and never 0 for a limit that is there. */
  static long millis(Duration limit) {
    return Math.min(limit.plusNanos(999_999).toMillis(), Integer.MAX_VALUE);
  }
}
