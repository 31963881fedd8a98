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
 * @param left what is left of the caller's deadline, for one statement alone; null for none
 * @param readOnly whether the server is to refuse what writes
 */
public record Limits(
    @Nullable Duration statement,
    @Nullable Duration lockWait,
    @Nullable Duration left,
    boolean readOnly) {

  private static final String STATEMENT = "statement_timeout";
  private static final String LOCK_WAIT = "lock_timeout";
  private static final String READ_ONLY = "transaction_read_only";

  /** What is longer overflows a count of nanoseconds sooner or later. */
  private static final Duration LONGEST = Duration.ofDays(365);

  /** What has passed is no reason for no limit. */
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Takes a deadline off a transaction of PostgreSQL. */
  static final String WITHOUT_DEADLINE = "SET LOCAL " + STATEMENT + " TO DEFAULT";

  /** What PostgreSQL calls them. */
  static final List<String> SETTINGS = List.of(STATEMENT, LOCK_WAIT, READ_ONLY);

  /** The server's own. */
  public static final Limits NONE = new Limits(null, null, null, false);

  public Limits {
    requireFit(statement);
    requireFit(lockWait);
  }

  /**
   * Refuses what is longer than any limit may be.
   *
   * @throws IllegalArgumentException at once
   */
  public static void requireFit(@Nullable Duration limit) {
    if (limit != null && limit.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("timeout must be at most 365 days, and is " + limit);
    }
  }

  /** Of a statement alone; zero leaves it to the server. */
  public static Limits ofStatement(Duration limit) {
    return limit.isZero() ? NONE : NONE.withStatement(limit);
  }

  public Limits withStatement(Duration limit) {
    return new Limits(limit, lockWait, left, readOnly);
  }

  public Limits withLockWait(Duration limit) {
    return new Limits(statement, limit, left, readOnly);
  }

  public Limits withReadOnly(boolean readOnly) {
    return readOnly == this.readOnly ? this : new Limits(statement, lockWait, left, readOnly);
  }

  /** Whether the same times hold, whatever else does. */
  public boolean haveTimesOf(Limits other) {
    return equals(other.withReadOnly(readOnly));
  }

  /** For a statement whose caller waits no longer than this. */
  Limits within(Duration newLeft) {
    Duration some = newLeft.compareTo(SHORTEST) < 0 ? SHORTEST : newLeft;
    return new Limits(statement, lockWait, some, readOnly);
  }

  /** Those that hold for all statements of the connection. */
  Limits lasting() {
    return left == null ? this : new Limits(statement, lockWait, null, readOnly);
  }

  boolean areNone() {
    return equals(NONE);
  }

  /** Whether they say nothing of a statement's time. */
  boolean areWithoutTime() {
    return statement == null && left == null;
  }

  /** The shorter one of the connection's and the caller's. */
  private @Nullable Duration shortest() {
    boolean shorter =
        left != null && (statement == null || statement.isZero() || left.compareTo(statement) < 0);
    return shorter ? left : statement;
  }

  /** As settings of PostgreSQL, for a transaction. */
  Map<String, String> asSettings() {
    Map<String, String> settings = new TreeMap<>(asTimeSetting());
    if (lockWait != null) {
      settings.put(LOCK_WAIT, String.valueOf(millis(lockWait)));
    }
    if (readOnly) {
      settings.put(READ_ONLY, "on");
    }
    return settings;
  }

  /** That of a statement's time alone, as a setting of PostgreSQL. */
  Map<String, String> asTimeSetting() {
    Duration limit = shortest();
    return limit == null ? Map.of() : Map.of(STATEMENT, String.valueOf(millis(limit)));
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

  /** As {@link #asLocalSql}, behind a statement that took a deadline along. */
  String asLocalSqlBehindDeadline() {
    String told = asLocalSql();
    return areWithoutTime() ? WITHOUT_DEADLINE + (told.isEmpty() ? "" : "; " + told) : told;
  }

  /** Whole milliseconds, and never 0 for a limit that is there. */
  static long millis(Duration limit) {
    return Math.min(limit.plusNanos(999_999).toMillis(), Integer.MAX_VALUE);
  }
}
