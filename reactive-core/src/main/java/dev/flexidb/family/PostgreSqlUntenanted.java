package dev.flexidb.family;

import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.Result;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * How statements are brought to PostgreSQL where there are no tenants. The limits of a connection
 * are its session's, told when they change. That is awaited: what a transaction says to the session
 * is undone when it is rolled back. That statements are held read-only goes in the flight of the
 * first one; a transaction says so in its BEGIN.
 *
 * <p>A deadline is the transaction's, so that it reaches nobody else, not even behind a pooler. It
 * goes in the statement's own flight, as a tenant does; the first one of a pool tries whether that
 * works. What may not stand in a transaction goes without it, and is stopped from outside.
 */
final class PostgreSqlUntenanted {

  private final PostgreSqlFlight flight =
      new PostgreSqlFlight(
          Map.of(),
          0,
          "PostgreSQL cannot be told a deadline in the statement's own flight, so bound statements"
              + " are stopped by a cancel; check the version of r2dbc-postgresql");

  /** The transaction is as the server says. */
  Plan plan(PhysicalConnection connection, Transaction transaction, Work work, Limits limits) {
    JoinedStatements joined = connection.companion(JoinedStatements.class);
    if (joined != null && work.isText()) {
      joined.note(work);
    }
    boolean follows = PostgreSqlPlans.followsDeadline(transaction, limits);
    Supplier<Publisher<? extends Result>> sent = () -> work.executeOn(connection, "");
    if (transaction.isOpen()) {
      return Plan.pipelined(local(connection, work, limits, follows), sent);
    }
    Limits told = told(connection);
    Limits needed = needed(transaction, limits.lasting(), told);
    Mono<Void> tell = needed.equals(told) ? null : tell(connection, needed);
    if (transaction.isPending()) {
      String deadline = limits.left() == null ? "" : limits.withReadOnly(false).asLocalSql();
      boolean surely = PostgreSqlPlans.beginsSurely(transaction);
      Mono<Void> begin = PostgreSqlPlans.begin(connection, transaction, deadline);
      return surely
          ? plan(tell, begin, sent)
          : plan(tell == null ? Mono.empty() : tell, begin, sent);
    }
    if (tell != null && limits.left() == null && needed.haveTimesOf(told)) {
      return Plan.pipelined(tell, sent);
    }
    if (limits.left() == null || !DatabaseFamily.isPlain(work)) {
      return plan(tell, Mono.empty(), sent);
    }
    SearchPath path = SearchPath.unchanged(limits);
    return work.isText()
        ? text(connection, work, path, tell)
        : bound(connection, work, path, tell == null ? Mono.empty() : tell);
  }

  private static Plan plan(
      @Nullable Mono<Void> tell, Mono<Void> begin, Supplier<Publisher<? extends Result>> sent) {
    return tell == null ? Plan.pipelined(begin, sent) : Plan.awaited(tell.then(begin), sent);
  }

  private static Mono<Void> local(
      PhysicalConnection connection, Work work, Limits limits, boolean followsDeadline) {
    if (work.isText() && PostgreSqlPlans.isEnding(work.sql())) {
      // A transaction that has failed takes nothing else.
      return Mono.empty();
    }
    Limits times = limits.withReadOnly(false);
    boolean changed = limits.left() != null || !limits.haveTimesOf(told(connection));
    String sql = followsDeadline ? times.asLocalSqlBehindDeadline() : times.asLocalSql();
    return changed || followsDeadline ? DatabaseFamily.run(connection, sql) : Mono.empty();
  }

  /** A transaction's own mode is in its BEGIN; only one that writes minds the session's. */
  private static Limits needed(Transaction transaction, Limits limits, Limits told) {
    return transaction.isPending() && limits.readOnly()
        ? limits.withReadOnly(told.readOnly())
        : limits;
  }

  private static Limits told(PhysicalConnection connection) {
    Limits told = connection.companion(Limits.class);
    return told == null ? Limits.NONE : told;
  }

  private static Mono<Void> tell(PhysicalConnection connection, Limits limits) {
    return DatabaseFamily.run(connection, limits.asSql())
        .doOnSuccess(done -> connection.companion(limits));
  }

  private static Plan text(
      PhysicalConnection connection, Work work, SearchPath path, @Nullable Mono<Void> tell) {
    Plan plan = Plan.prefixed(() -> work.executeOn(connection, path.sql() + "; "));
    return tell == null ? plan : plan.awaiting(tell);
  }

  /** How is known once the connection was tried, which most often it was. */
  private Plan bound(PhysicalConnection connection, Work work, SearchPath path, Mono<Void> tell) {
    AtomicReference<@Nullable Plan> chosen = new AtomicReference<>();
    return Plan.joined(
            () -> {
              JoinedStatements joined = connection.companion(JoinedStatements.class);
              if (joined == null) {
                return work.executeOn(connection, "");
              }
              Plan plan = joined.plan(work, path);
              chosen.set(plan);
              return plan.work().get();
            },
            () -> {
              Plan plan = chosen.get();
              return plan != null && plan.prefixFailed().getAsBoolean();
            })
        .awaiting(tell.then(Mono.defer(() -> setUp(connection))))
        .ending(
            null,
            Mono.defer(
                () -> {
                  Plan plan = chosen.get();
                  Plan.Ending ending = plan == null ? null : plan.ending();
                  return ending == null ? Mono.empty() : ending.failure();
                }));
  }

  private Mono<Void> setUp(PhysicalConnection connection) {
    return connection.companion(JoinedStatements.class) == null
        ? flight.setUp(connection)
        : Mono.empty();
  }
}
