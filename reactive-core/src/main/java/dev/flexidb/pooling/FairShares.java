package dev.flexidb.pooling;

import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.TenantLimitException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Stands in front of a pool and lets as many callers in as it may have connections, by the rules of
 * a {@link FairQueue}. Thread-safe, and never blocks.
 */
final class FairShares {

  private final String database;
  private final IntFunction<AcquireRefusedException> refused;
  private final FairQueue<Admission> queue;
  private final AtomicInteger deals = new AtomicInteger();
  private final LongAdder limited = new LongAdder();

  /**
   * @param refused what a caller is told when the queue is full, by how many wait
   */
  FairShares(
      String database,
      int size,
      int perTenant,
      int maxPending,
      IntFunction<AcquireRefusedException> refused) {
    this.database = database;
    this.refused = refused;
    this.queue = new FairQueue<>(size, perTenant, maxPending, System::nanoTime);
  }

  /** The way of one caller to a connection of the pool. */
  Admission admission(
      @Nullable SchemaName tenant,
      Mono<Connection> pool,
      BiFunction<Connection, Runnable, Lease> lending) {
    return new Admission(this, tenant, pool, lending);
  }

  void enter(Admission caller) {
    switch (queue.ask(caller.place())) {
      case GRANTED -> caller.granted();
      case TENANT_LIMITED -> caller.refuse(limited(caller.place(), null, Duration.ZERO));
      case FULL -> caller.refuse(refused.apply(waiting()));
      case CLOSED -> caller.refuse(new ClosedException(database));
      case QUEUED, GONE -> {}
    }
  }

  @Nullable Share leave(Place<Admission> place) {
    return queue.leave(place);
  }

  /** Gives the place back if it is held, and lets in whose turn it is. */
  void giveBack(Place<Admission> place) {
    if (queue.release(place)) {
      deal();
    }
  }

  /**
   * One thread at a time; a caller that ends at once would otherwise call the next one in its own.
   */
  private void deal() {
    if (deals.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    do {
      for (Admission next = queue.next(); next != null; next = queue.next()) {
        next.granted();
      }
      seen = deals.addAndGet(-seen);
    } while (seen != 0);
  }

  /**
   * Why a caller that waited in the queue for that long got nothing, if it is for its tenant's
   * limit.
   *
   * @param served whether others got a connection meanwhile
   * @param active connections of the pool that are in use: where nobody was served and the tenant
   *     has less than it holds places, it is the server that lets nobody in
   */
  @Nullable TenantLimitException ifLimited(
      Admission caller, Duration waited, boolean served, int active) {
    Share share = caller.gaveUp();
    return share != null && share.isUsedUp() && (served || active >= share.held())
        ? limited(caller.place(), share, waited)
        : null;
  }

  private TenantLimitException limited(
      Place<Admission> place, @Nullable Share then, Duration waited) {
    SchemaName tenant = Objects.requireNonNull(place.tenant, "only tenants have a limit");
    Share share = then == null ? queue.share(tenant) : then;
    limited.increment();
    return new TenantLimitException(
        database,
        tenant.value(),
        share.limit(),
        share.held(),
        share.waiting(),
        share.retryAfter(),
        waited);
  }

  /** Tells all that wait; what is held is given back when its owner is done. */
  void close() {
    queue.close().forEach(caller -> caller.refuse(new ClosedException(database)));
  }

  /** How many callers wait in the queue. */
  int waiting() {
    return queue.waiting();
  }

  /** How many callers have a connection, or are about to get one from the pool. */
  int held() {
    return queue.held();
  }

  /** How many callers their tenant's limit has kept out so far. */
  long limited() {
    return limited.sum();
  }
}
