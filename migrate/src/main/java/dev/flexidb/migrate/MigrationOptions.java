package dev.flexidb.migrate;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How many schemas at once, which first, and when to stop. Immutable.
 *
 * @param concurrency schemas of one database that are worked on at once, from 1 to 64; 4
 * @param canaries how many tenants go first, one after the other; where one fails nobody follows; 1
 * @param failureBudget how many schemas of a domain may fail before no other is begun; 10
 * @param lockTimeout how long a statement may wait for a lock that somebody else holds; 5 s
 * @param lockAttempts how often a schema is tried whose lock was not to be had; 3
 * @param leadTimeout how long to wait while another node migrates the same domain; 10 min
 * @param dryRun whether to tell what would be done and touch nothing
 */
public record MigrationOptions(
    int concurrency,
    int canaries,
    int failureBudget,
    Duration lockTimeout,
    int lockAttempts,
    Duration leadTimeout,
    boolean dryRun) {

  private static final Duration LEAST = Duration.ofMillis(1);

  /** PostgreSQL counts the milliseconds in 31 bits. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(24);

  private static final Duration LONGEST = Duration.ofDays(365);

  /** Four at once behind one that goes first. */
  public static final MigrationOptions DEFAULTS =
      new MigrationOptions(4, 1, 10, Duration.ofSeconds(5), 3, Duration.ofMinutes(10), false);

  static final int MOST_AT_ONCE = 64;

  public MigrationOptions {
    between("concurrency", 1, MOST_AT_ONCE, concurrency);
    between("canaries", 0, Integer.MAX_VALUE, canaries);
    between("failureBudget", 0, Integer.MAX_VALUE, failureBudget);
    between("lockAttempts", 1, 100, lockAttempts);
    duration("lockTimeout", lockTimeout, LONGEST_WAIT);
    duration("leadTimeout", leadTimeout, LONGEST);
  }

  private static void between(String name, int least, int most, int value) {
    if (value < least || value > most) {
      throw new InvalidConfigurationException(
          "%s is %d; it must be from %d to %d".formatted(name, value, least, most));
    }
  }

  private static void duration(String name, Duration value, Duration most) {
    if (value == null || value.compareTo(LEAST) < 0 || value.compareTo(most) > 0) {
      throw new InvalidConfigurationException(
          "%s is %s; it must be from 1 ms to %d days".formatted(name, value, most.toDays()));
    }
  }

  public MigrationOptions withConcurrency(int concurrency) {
    return with(draft -> draft.concurrency = concurrency);
  }

  public MigrationOptions withCanaries(int canaries) {
    return with(draft -> draft.canaries = canaries);
  }

  public MigrationOptions withFailureBudget(int failureBudget) {
    return with(draft -> draft.failureBudget = failureBudget);
  }

  public MigrationOptions withLockTimeout(Duration lockTimeout) {
    return with(draft -> draft.lockTimeout = lockTimeout);
  }

  public MigrationOptions withLockAttempts(int lockAttempts) {
    return with(draft -> draft.lockAttempts = lockAttempts);
  }

  public MigrationOptions withLeadTimeout(Duration leadTimeout) {
    return with(draft -> draft.leadTimeout = leadTimeout);
  }

  public MigrationOptions withDryRun(boolean dryRun) {
    return with(draft -> draft.dryRun = dryRun);
  }

  private MigrationOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new MigrationOptions(
        draft.concurrency,
        draft.canaries,
        draft.failureBudget,
        draft.lockTimeout,
        draft.lockAttempts,
        draft.leadTimeout,
        draft.dryRun);
  }

  /** These values, open to change. */
  private final class Draft {
    private int concurrency = concurrency();
    private int canaries = canaries();
    private int failureBudget = failureBudget();
    private Duration lockTimeout = lockTimeout();
    private int lockAttempts = lockAttempts();
    private Duration leadTimeout = leadTimeout();
    private boolean dryRun = dryRun();
  }
}
