package dev.flexidb.family;

import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * How statements are brought to PostgreSQL: every one with its tenant, in its own flight and
 * transaction, because nobody can tell where the one before it has left the {@code search_path}.
 *
 * <p>Whatever is bound takes its {@code search_path} along where the connection has {@link
 * JoinedStatements}. A text goes out behind it as one simple query. In a transaction, and where the
 * connection has none, the statement follows without waiting for the answer to {@code BEGIN} and
 * the {@code search_path}: if they fail, the transaction has failed and the statement with it.
 */
final class PostgreSqlPlans {

  private static final Option<Boolean> DEFERRABLE = Option.valueOf("deferrable");

  private static final Set<IsolationLevel> LEVELS =
      Set.of(
          IsolationLevel.READ_UNCOMMITTED,
          IsolationLevel.READ_COMMITTED,
          IsolationLevel.REPEATABLE_READ,
          IsolationLevel.SERIALIZABLE);

  /** A cheap look at the text, before its code is searched. */
  private static final Pattern ENDING_WORD =
      Pattern.compile("(?i)\\b(commit|end|rollback|abort)\\b");

  private static final Pattern CREATE = Pattern.compile("(?i)\\bcreate\\b");
  private static final Pattern SELECT = Pattern.compile("(?i)\\bselect\\b");
  private static final Pattern INTO = Pattern.compile("(?i)\\binto\\b");

  /** Nothing but the end of a transaction or a way back to a savepoint. */
  private static final Pattern ENDING =
      Pattern.compile("(?i)\\s*+(?:commit|end|rollback|abort)\\b[^;]*+;?+\\s*+");

  private PostgreSqlPlans() {}

  /** Such as CREATE, and SELECT with INTO behind it. */
  private static boolean mayCreate(String sql) {
    Matcher select = SELECT.matcher(sql);
    return CREATE.matcher(sql).find() || (select.find() && INTO.matcher(sql).find(select.end()));
  }

  /** As r2dbc-postgresql does it. */
  static Plan.Sending sending(Work work) {
    if (!work.isBound()) {
      return Plan.Sending.AT_ONCE;
    }
    return work.runsOnce() ? Plan.Sending.BY_READING : Plan.Sending.ROW_BY_ROW;
  }

  /** The transaction is as the server says. */
  static Plan plan(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      Namespace namespace,
      Limits limits) {
    boolean lifts = followsDeadline(transaction, limits) && limits.areWithoutTime();
    // A transaction that is held read-only was begun so.
    SearchPath path =
        SearchPath.of(namespace, transaction.isActive() ? limits.withReadOnly(false) : limits);
    JoinedStatements joined = connection.companion(JoinedStatements.class);
    if (mayCreate(work.sql())) {
      path = path.locking();
    }
    if (work.isText()) {
      if (joined != null) {
        joined.note(work);
      }
      return text(connection, transaction, work, path, lifts);
    }
    return joined == null
        ? pipelined(connection, transaction, work, path, lifts)
        : joined(joined, connection, transaction, work, path, lifts);
  }

  /**
   * Whether a statement without a deadline follows one whose deadline stays with the transaction;
   * notes whether this one takes one along.
   */
  static boolean followsDeadline(Transaction transaction, Limits limits) {
    boolean takesAlong = limits.left() != null;
    boolean follows = transaction.isLimited() && !takesAlong;
    transaction.limited(takesAlong);
    return follows;
  }

  /** The server's word counts: the user's text may have opened or ended a transaction. */
  static void syncWithServer(PhysicalConnection connection, Transaction transaction) {
    boolean openAtServer = !connection.isAutoCommit();
    if (openAtServer && !transaction.isOpen()) {
      transaction.open();
    } else if (!openAtServer && transaction.isOpen()) {
      transaction.end();
    }
  }

  private static Plan text(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      SearchPath path,
      boolean lifts) {
    if (!transaction.isActive()) {
      return Plan.prefixed(() -> work.executeOn(connection, path.sql() + "; "));
    }
    if (transaction.isOpen() && isEnding(work.sql())) {
      // It needs no tenant, and a transaction that has failed takes nothing else.
      return Plan.plain(() -> work.executeOn(connection, ""));
    }
    return inTransaction(connection, transaction, work, path, lifts);
  }

  /**
   * Behind a query of its own: where a path outlives its query, PostgreSQL 18 tells the client of
   * it, and the driver would take that for one Result more of the user's text.
   */
  private static Plan inTransaction(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      SearchPath path,
      boolean lifts) {
    String lifted = lifts ? Limits.WITHOUT_DEADLINE + "; " : "";
    Mono<Void> prelude =
        transaction.isPending()
            ? begin(connection, transaction, path.sql())
            : DatabaseFamily.run(connection, lifted + path.sql());
    Supplier<Publisher<? extends Result>> sent = () -> work.executeOn(connection, "");
    return beginsSurely(transaction) ? Plan.pipelined(prelude, sent) : Plan.awaited(prelude, sent);
  }

  /** Behind a BEGIN that is refused, a statement in the same flight would run by itself. */
  static boolean beginsSurely(Transaction transaction) {
    TransactionDefinition pending = transaction.pending();
    IsolationLevel level =
        pending == null ? null : pending.getAttribute(TransactionDefinition.ISOLATION_LEVEL);
    return level == null || LEVELS.contains(level);
  }

  /** Whether the text ends its transaction and does nothing else. */
  static boolean isEnding(String sql) {
    return ENDING_WORD.matcher(sql).find() && ENDING.matcher(SqlText.postgreSql(sql)).matches();
  }

  private static Plan pipelined(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      SearchPath path,
      boolean lifts) {
    if (transaction.isActive()) {
      return inTransaction(connection, transaction, work, path, lifts);
    }
    return Plan.pipelined(
            DatabaseFamily.run(connection, "BEGIN; " + path.sql()),
            () -> work.executeOn(connection, ""))
        .ending(commit(connection), rollback(connection));
  }

  private static Plan joined(
      JoinedStatements joined,
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      SearchPath path,
      boolean lifts) {
    if (transaction.isActive()) {
      boolean first = transaction.isPending();
      Plan plan =
          joined.plan(
              work,
              path,
              first && work.runsOnce(),
              () -> transaction.isPending() ? beginText(transaction.open()) : null,
              null,
              Mono.empty());
      return lifts ? plan.behind(DatabaseFamily.run(connection, Limits.WITHOUT_DEADLINE)) : plan;
    }
    if (work.runsOnce()) {
      return joined.plan(work, path, true, () -> null, null, Mono.empty());
    }
    AtomicBoolean begun = new AtomicBoolean();
    return joined.plan(
        work,
        path,
        false,
        () -> begun.compareAndSet(false, true) ? "BEGIN" : null,
        commit(connection),
        rollback(connection));
  }

  private static Mono<Void> commit(PhysicalConnection connection) {
    return Mono.defer(() -> Mono.from(connection.commitTransaction()));
  }

  private static Mono<Void> rollback(PhysicalConnection connection) {
    return Mono.defer(() -> Mono.from(connection.rollbackTransaction()));
  }

  /**
   * @param behind text that runs right behind BEGIN; empty for nothing
   */
  static Mono<Void> begin(PhysicalConnection connection, Transaction transaction, String behind) {
    return Mono.defer(
        () -> {
          String begin = beginText(transaction.open());
          return DatabaseFamily.run(connection, behind.isEmpty() ? begin : begin + "; " + behind);
        });
  }

  static String beginText(TransactionDefinition definition) {
    StringJoiner modes = new StringJoiner(", ", " ", "").setEmptyValue("");
    IsolationLevel isolation = definition.getAttribute(TransactionDefinition.ISOLATION_LEVEL);
    if (isolation != null) {
      modes.add("ISOLATION LEVEL " + isolation.asSql());
    }
    // READ WRITE is refused on a standby, and is the default elsewhere.
    if (Boolean.TRUE.equals(definition.getAttribute(TransactionDefinition.READ_ONLY))) {
      modes.add("READ ONLY");
    }
    Boolean deferrable = definition.getAttribute(DEFERRABLE);
    if (deferrable != null) {
      modes.add(deferrable ? "DEFERRABLE" : "NOT DEFERRABLE");
    }
    return "BEGIN" + modes;
  }
}
