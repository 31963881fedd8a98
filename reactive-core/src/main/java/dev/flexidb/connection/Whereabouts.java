package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import dev.flexidb.error.ClosedException;
import dev.flexidb.family.Namespace;
import dev.flexidb.family.Transaction;
import dev.flexidb.family.Work;
import dev.flexidb.pooling.PhysicalConnection;
import dev.flexidb.routing.Node;
import dev.flexidb.routing.QueryObserver;
import dev.flexidb.tenant.SchemaName;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * On which server a session works: chosen at the first need of a connection, and again where what
 * comes next may not be done there.
 */
final class Whereabouts {

  private final ConnectionContext context;
  private final Transaction transaction;
  private final Borrow borrow;
  private final Supplier<Mono<Void>> evict;

  /** The server of the connection that was borrowed last. */
  private volatile @Nullable Node at;

  private volatile @Nullable Node lastTried;

  /**
   * @param evict ends the work on a connection when its database closes
   */
  Whereabouts(
      ConnectionContext context,
      Transaction transaction,
      Borrow borrow,
      Supplier<Mono<Void>> evict) {
    this.context = context;
    this.transaction = transaction;
    this.borrow = borrow;
    this.evict = evict;
  }

  /** Whether what comes next is held read-only, and so may be a replica's. */
  boolean reads() {
    return context.readOnly() || transaction.isReadOnly();
  }

  /** That of the connection which is held. */
  Node server() {
    return Objects.requireNonNull(at, "no connection was borrowed yet");
  }

  /** The server that it works on, or tries to; null while there is none. */
  @Nullable Node lastTried() {
    return lastTried;
  }

  /** Lets the server's guard judge, and borrows the connection where there is none yet. */
  Mono<Guard.Call> call(
      ContextView subscriber, @Nullable SchemaName tenant, StatementQueue.Turn turn) {
    return reach(
        subscriber,
        () -> Mono.just(server().guard().join()),
        node -> Mono.defer(() -> callAt(node, tenant, turn)));
  }

  /** The connection, borrowed where there is none yet, for what is no statement. */
  Mono<PhysicalConnection> connection(ContextView subscriber, @Nullable SchemaName tenant) {
    return reach(
        subscriber,
        () -> Mono.just(borrow.connection()),
        node -> node.guard().protect(Mono.defer(() -> borrowFrom(node, tenant))));
  }

  /** Work for the right server, on the connection that is held or on one of the router's choice. */
  private <T> Mono<T> reach(
      ContextView subscriber, Supplier<Mono<T>> here, Function<Node, Mono<T>> attempt) {
    if (!isWhereItMay(subscriber)) {
      return borrow.leave().then(Mono.defer(() -> reach(subscriber, here, attempt)));
    }
    return borrow.isHeld() ? here.get() : context.router().reach(reads(), subscriber, attempt);
  }

  /** In a transaction nothing moves, whoever began it. */
  private boolean isWhereItMay(ContextView subscriber) {
    return !borrow.isHeld()
        || context.router().serves(server(), reads(), subscriber)
        || transaction.isOpen()
        || !borrow.connection().isAutoCommit();
  }

  private Mono<Guard.Call> callAt(
      Node node, @Nullable SchemaName tenant, StatementQueue.Turn turn) {
    if (node.source().isClosed()) {
      return Mono.error(new ClosedException(context.database()));
    }
    Guard.Call call = node.guard().begin();
    return borrowFrom(node, tenant)
        .flatMap(arrived -> server() == node ? stillAllowed(node, call) : instead(call))
        .doOnError(call::fail)
        .doOnCancel(
            () -> {
              // A cancel comes by here even when the exchange, which owns the call, has begun.
              if (!turn.isHeld()) {
                call.cancel();
              }
            });
  }

  /** It may have waited for its connection since before the circuit opened. */
  private Mono<Guard.Call> stillAllowed(Node node, Guard.Call call) {
    return call.isOvertaken()
        ? borrow.leave().then(Mono.error(() -> node.guard().refusal()))
        : Mono.just(call);
  }

  /** An attempt on another server was under way, and was joined. */
  private Mono<Guard.Call> instead(Guard.Call call) {
    call.cancel();
    return Mono.just(server().guard().join());
  }

  /**
   * It is the tenant's connection until it is given back, whoever else uses it then. Its server is
   * noted when it arrives: its subscriber may be gone then, and another one wait for it.
   */
  private Mono<PhysicalConnection> borrowFrom(Node node, @Nullable SchemaName tenant) {
    lastTried = node;
    return borrow.take(
        node.source()
            .acquireFor(tenant)
            .doOnNext(
                lease -> {
                  at = node;
                  lease.evictedBy(evict);
                }));
  }

  /** One statement on its server, for who is to be told of it; null where nobody is. */
  @Nullable ObservedQuery observed(
      Work work, @Nullable Namespace namespace, ContextView subscriber) {
    QueryObserver queries = server().queries();
    return queries == null
        ? null
        : new ObservedQuery(
            queries,
            work.sql(),
            namespace == null ? null : namespace.tenant().orElse(null),
            subscriber);
  }

  /** What is to come behind a write that now begins; null for nothing. */
  @Nullable Mono<Void> noting(PhysicalConnection connection, ContextView subscriber) {
    return context.router().noting(server(), connection, subscriber);
  }
}
