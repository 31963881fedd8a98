package dev.flexidb.family;

import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Limits on the MySQL family: variables of the session. They are told when they change, awaited,
 * and what the session had before is remembered, to be told again for the next borrower. The time
 * of a statement is limited for all of them on MariaDB, and for SELECT alone on MySQL.
 */
final class MySqlLimits {

  /** The longest wait that both servers take. */
  private static final long MAX_LOCK_WAIT = 100_000_000;

  private static final String LOCK_WAIT = "innodb_lock_wait_timeout";

  /** What the session had when it was opened. */
  private record Resting(String statement, String lockWait) {}

  private MySqlLimits() {}

  static Mono<Void> tell(PhysicalConnection connection, Limits limits) {
    Limits told = connection.companion(Limits.class);
    return limits.haveTimesOf(told == null ? Limits.NONE : told)
        ? Mono.empty()
        : Mono.defer(() -> resting(connection).flatMap(was -> set(connection, limits, was)));
  }

  private static boolean isMariaDb(PhysicalConnection connection) {
    ServerSession session = connection.companion(ServerSession.class);
    return session != null && session.mariaDb();
  }

  private static String variable(boolean mariaDb) {
    return mariaDb ? "max_statement_time" : "max_execution_time";
  }

  private static Mono<Resting> resting(PhysicalConnection connection) {
    Resting known = connection.companion(Resting.class);
    if (known != null) {
      return Mono.just(known);
    }
    String sql =
        "SELECT CAST(@@session.%s AS CHAR), CAST(@@session.%s AS CHAR)"
            .formatted(variable(isMariaDb(connection)), LOCK_WAIT);
    return Flux.defer(() -> connection.createStatement(sql).execute())
        .flatMap(result -> result.map(row -> new Resting(text(row, 0), text(row, 1))))
        .single()
        .doOnNext(connection::companion);
  }

  private static String text(Readable row, int index) {
    return Objects.requireNonNull(row.get(index, String.class));
  }

  private static Mono<Void> set(PhysicalConnection connection, Limits limits, Resting was) {
    boolean mariaDb = isMariaDb(connection);
    String sql =
        "SET SESSION %s = %s, SESSION %s = %s"
            .formatted(
                variable(mariaDb),
                limits.statement() == null ? was.statement() : time(limits.statement(), mariaDb),
                LOCK_WAIT,
                limits.lockWait() == null ? was.lockWait() : seconds(limits.lockWait()));
    return DatabaseFamily.run(connection, sql).doOnSuccess(done -> connection.companion(limits));
  }

  private static String time(Duration limit, boolean mariaDb) {
    long millis = Limits.millis(limit);
    return mariaDb ? String.format(Locale.ROOT, "%.3f", millis / 1e3) : String.valueOf(millis);
  }

  /** Whole seconds; zero is no limit, which these servers do not have. */
  private static long seconds(Duration limit) {
    return limit.isZero()
        ? MAX_LOCK_WAIT
        : Math.min(limit.plusNanos(999_999_999).toSeconds(), MAX_LOCK_WAIT);
  }
}
