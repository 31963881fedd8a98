package dev.flexidb.benchmarks.torture;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What came of a torment. */
public record Report(
    Torment torment,
    Judge judge,
    long kills,
    Duration took,
    Recovery recovery,
    Findings findings,
    List<Long> directMemory,
    long leaks) {

  static final Duration HEALTHY = Duration.ofSeconds(1);

  /** Below that a few buffers more or less are more than 5 %. */
  private static final long ENOUGH_FOR_MEMORY = 100_000;

  /** Queries that were asked. */
  public long queries() {
    return judge.queries.sum();
  }

  /** Queries that were cut before their end. */
  public long queriesCut() {
    return judge.queriesCut();
  }

  /** Rows that were looked at. */
  public long rows() {
    return judge.rows.sum();
  }

  /** Rows of another tenant, read or written. */
  public long foreign() {
    return judge.foreignRows.sum() + findings.foreign();
  }

  /** The first error that is neither the database's nor the service's own. */
  public @Nullable Throwable strangeError() {
    return judge.strangeError.get();
  }

  /** Whether every promise was kept. */
  public boolean passed() {
    return broken().isEmpty();
  }

  /** The promises that were not kept, in words. */
  public List<String> broken() {
    return Stream.concat(wrong().stream(), late().stream()).toList();
  }

  /** Those of them that hold on the slowest machine. */
  public List<String> wrong() {
    return notKept(
        new Promise("all queries were asked", queries() >= torment.queries()),
        new Promise("no foreign row", foreign() == 0),
        new Promise("no result without all its rows", judge.wrongResults.sum() == 0),
        new Promise("no write lost", findings.lost() == 0),
        new Promise("no write doubled", findings.doubled() == 0),
        new Promise("nothing kept that was rolled back", findings.undoneButThere() == 0),
        new Promise("nothing stuck", judge.stuck.sum() == 0 && recovery.stuck() == 0),
        new Promise("no strange error: " + strangeError(), strangeError() == null),
        new Promise("no open transaction", findings.openTransactions() == 0),
        new Promise("no running statement", findings.runningStatements() == 0),
        new Promise("no leak reported by Netty", leaks == 0 || isDriversLeak()),
        new Promise("direct memory flat within 5 %", isMemoryFlat()));
  }

  private List<String> late() {
    return notKept(
        new Promise("healthy within 1 s", recovery.took().compareTo(HEALTHY) <= 0),
        new Promise("each connection back within 1 s of a cut", judge.late() == 0));
  }

  private static List<String> notKept(Promise... promises) {
    return Stream.of(promises).filter(promise -> !promise.kept()).map(Promise::words).toList();
  }

  /** r2dbc-postgresql leaks the parameters of a statement that meets a lost connection. */
  private boolean isDriversLeak() {
    return torment.ground().isPostgreSql() && kills > 0;
  }

  private boolean isMemoryFlat() {
    return queries() < ENOUGH_FOR_MEMORY || directMemory.get(3) <= directMemory.get(1) * 1.05;
  }

  /** A table in Markdown. */
  public String toMarkdown() {
    return String.format(
        Locale.ROOT,
        """
        | what | figure |
        |---|---|
        | queries | %,d in %d s |
        | pieces of work; of these cut | %,d; %,d |
        | queries cut: before their first row; behind it | %,d; %,d |
        | cut while waiting for a connection; at the commit | %,d; %,d |
        | longest from a cut until its connection is back | %d ms |
        | sessions killed | %,d |
        | rows checked | %,d |
        | foreign rows read | %,d |
        | foreign rows in the schemas | %,d |
        | results without all their rows | %,d |
        | writes known to be kept | %,d |
        | of these lost; doubled; kept though rolled back | %,d; %,d; %,d |
        | work that got stuck | %,d |
        | connections stuck after the load | %d of %d |
        | time to healthy | %d ms |
        | open transactions; running statements | %d; %d |
        | direct memory by quarters, MiB | %s |
        | leaks reported by Netty | %s |
        | errors told | %s |
        | promises broken | %s |
        """,
        queries(),
        took.toSeconds(),
        judge.works.sum(),
        judge.worksCut.sum(),
        judge.cutsBeforeRows.sum(),
        judge.cutsAmidRows.sum(),
        judge.cutsAtAcquire.sum(),
        judge.cutsAtCommit.sum(),
        judge.longestBack().toMillis(),
        kills,
        rows(),
        judge.foreignRows.sum(),
        findings.foreign(),
        judge.wrongResults.sum(),
        findings.kept(),
        findings.lost(),
        findings.doubled(),
        findings.undoneButThere(),
        judge.stuck.sum(),
        recovery.stuck(),
        torment.pool(),
        recovery.took().toMillis(),
        findings.openTransactions(),
        findings.runningStatements(),
        directMemory.stream()
            .map(bytes -> String.format(Locale.ROOT, "%.1f", bytes / (double) (1 << 20)))
            .collect(Collectors.joining(", ")),
        Leaks.areCounted() ? leaks : "not counted",
        judge.errors(),
        broken().isEmpty() ? "none" : String.join(", ", broken()));
  }

  private record Promise(String words, boolean kept) {}
}
