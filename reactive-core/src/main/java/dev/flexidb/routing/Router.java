package dev.flexidb.routing;

import dev.flexidb.batch.CircuitOpenException;
import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.LoginRefusedException;
import dev.flexidb.error.NoReplicaException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.pooling.PhysicalConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Chooses the server for a piece of work: the primary for what may write; for what only reads a
 * replica that is fit and, where the reader asked for it, shows the reader's own writes.
 * Thread-safe.
 */
public final class Router {

  private static final Object AVOIDED = new Object();

  private final String database;
  private final Object identity;
  private final DatabaseFamily family;
  private final Node primary;
  private final List<Node> replicas;
  private final ReadPolicy policy;
  private final Hedges hedges;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param identity of the database, which stays the same when its servers are replaced
   */
  public Router(
      String database,
      DatabaseFamily family,
      Node primary,
      List<Node> replicas,
      ReadPolicy policy,
      Object identity) {
    this.database = database;
    this.identity = identity;
    this.family = family;
    this.primary = primary;
    this.replicas = List.copyOf(replicas);
    this.policy = policy;
    this.hedges = new Hedges(policy.hedgeShare());
  }

  /** A database of one server. */
  public static Router to(String database, DatabaseFamily family, Node only) {
    return new Router(database, family, only, List.of(), ReadPolicy.NONE, only);
  }

  /** What stays the same of its database when other servers take the place of these. */
  Object identity() {
    return identity;
  }

  /** How reads are spread. */
  public ReadPolicy policy() {
    return policy;
  }

  /** Whether a read that is slow to be answered may be sent to another server as well. */
  public boolean isHedged() {
    return !replicas.isEmpty() && !policy.hedgeAfter().isZero();
  }

  public Hedges hedges() {
    return hedges;
  }

  /**
   * A Context in which no read goes to the server that this names when the read comes to it; it may
   * name none.
   */
  public Context avoiding(Supplier<@Nullable Node> avoided, Context context) {
    return context.put(AVOIDED, avoided);
  }

  /**
   * What comes of the attempt on the best server; where that one cannot be reached, or takes no
   * call, on the next best. An attempt that fails in another way is the last.
   *
   * @param reads whether the work is held read-only
   */
  public <T> Mono<T> reach(boolean reads, ContextView subscriber, Function<Node, Mono<T>> attempt) {
    if (!reads || replicas.isEmpty()) {
      return attempt.apply(primary);
    }
    Written written = CausalWrites.to(this, subscriber);
    if (written == null || (written.places().isEmpty() && !written.isInDoubt())) {
      return Mono.defer(() -> reach(inOrder(subscriber).iterator(), subscriber, attempt, null));
    }
    return (written.isInDoubt() ? Mono.just(List.<Node>of()) : showing(written, subscriber))
        .flatMap(nodes -> reach(nodes.iterator(), subscriber, attempt, null));
  }

  private <T> Mono<T> reach(
      Iterator<Node> rest,
      ContextView subscriber,
      Function<Node, Mono<T>> attempt,
      @Nullable Throwable failure) {
    while (rest.hasNext()) {
      Node next = rest.next();
      // Another attempt may have come to it while this one tried those before it.
      if (isAvoided(next, subscriber)) {
        continue;
      }
      return attempt
          .apply(next)
          .onErrorResume(Router::mayGoElsewhere, error -> reach(rest, subscriber, attempt, error));
    }
    return policy.fallsBack() && !isAvoided(primary, subscriber)
        ? attempt.apply(primary)
        : Mono.error(() -> new NoReplicaException(database, replicas.size(), failure));
  }

  /** Nothing was sent, and this server is the reason. */
  private static boolean mayGoElsewhere(Throwable error) {
    return error instanceof ConnectFailedException
        || error instanceof LoginRefusedException
        || error instanceof InvalidConfigurationException
        || error instanceof CircuitOpenException
        || error instanceof AcquireRefusedException
        || (error instanceof AcquireTimeoutException timeout && !timeout.poolWasFull());
  }

  /** The replicas that are fit, the one whose turn it is first. */
  private List<Node> inOrder(ContextView subscriber) {
    List<Node> order = new ArrayList<>(replicas);
    Collections.rotate(order, -Math.floorMod(turn.getAndIncrement(), order.size()));
    order.removeIf(node -> isAvoided(node, subscriber) || !node.isFit());
    if (policy.leastInFlight()) {
      order.sort(Comparator.comparingInt(Node::inFlight));
    }
    return order;
  }

  private static boolean isAvoided(Node node, ContextView subscriber) {
    Supplier<?> avoided = subscriber.getOrDefault(AVOIDED, null);
    return avoided != null && avoided.get() == node;
  }

  /** Those that show what was written; if none does, the first that does in time. */
  private Mono<List<Node>> showing(Written written, ContextView subscriber) {
    return Mono.defer(
        () -> {
          List<Node> order = inOrder(subscriber);
          List<Node> ready =
              order.stream().filter(node -> node.progress().covers(written.places())).toList();
          return ready.isEmpty() ? firstOf(order, written) : Mono.just(ready);
        });
  }

  private Mono<List<Node>> firstOf(List<Node> order, Written written) {
    return Flux.fromIterable(order)
        .flatMap(node -> node.progress().reaches(written.places()).thenReturn(node))
        .next()
        .map(List::of)
        .timeout(policy.causalWait(), Mono.empty())
        .defaultIfEmpty(List.of());
  }

  /** Whether work that comes to a connection of this server may stay there. */
  public boolean serves(Node node, boolean reads, ContextView subscriber) {
    if (node == primary || !reads) {
      return node == primary;
    }
    Written written = CausalWrites.to(this, subscriber);
    return written == null
        || (!written.isInDoubt()
            && (written.places().isEmpty() || node.progress().covers(written.places())));
  }

  /**
   * What is to come behind a write that now begins, and may be kept, so that later reads of the
   * same subscriber see it: never an error. Null where there is nothing to do.
   */
  public @Nullable Mono<Void> noting(
      Node node, PhysicalConnection connection, ContextView subscriber) {
    Written written =
        node == primary && !replicas.isEmpty() ? CausalWrites.to(this, subscriber) : null;
    if (written == null) {
      return null;
    }
    written.doubt();
    return written.settle(Mono.defer(() -> family.written(connection)));
  }
}
