package dev.flexidb.pooling;

import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.TenantLimitException;
import dev.flexidb.tenant.SchemaName;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolShutdownException;

/**
 * The pool of one server. Thread-safe.
 *
 * <p>r2dbc-pool underneath, with its hooks left empty, its own retry off and its own acquire
 * timeout off: a cancelled acquire would otherwise be taken back while a hook still runs on it, and
 * a timeout would count twice. Both are done here, by {@link Handover}.
 */
public final class ConnectionSource {

  /** How many connections may be open beside the pool at once. */
  private static final int BESIDE = 2;

  private static final int UNBOUNDED = -1;

  /** What r2dbc-pool says of an idle connection that it found dead. */
  private static final String DEAD = "Connection validation failed";

  /** How long a connection in doubt may take to answer. */
  private static final Duration VALIDATION = Duration.ofSeconds(1);

  private final String database;
  private final ConnectionPool pool;
  private final ConnectionPool beside;
  private final PoolMetrics metrics;
  private final Duration acquireTimeout;
  private final int maxPending;
  private final Supplier<@Nullable Throwable> lastFailure;
  private final Mono<Connection> valid;
  private final Mono<Lease> another;
  private final Waiters waiters = new Waiters();

  /** Those of them who want it for a statement. */
  private final Waiters callers = new Waiters();

  private final Loans loans = new Loans();

  /** How many connections callers have got so far. */
  private final AtomicLong lent = new AtomicLong();

  private final Mono<Void> idleClosed;
  private volatile @Nullable ConnectionSource successor;
  private volatile long doubtedAt = System.nanoTime();

  /** Null where tenants have no limit. */
  private final @Nullable FairShares shares;

  /**
   * @param another opens what is needed beside the pool
   * @param maxPending how many callers may wait for a connection; another one is refused
   * @param maxPerTenant how many connections one tenant may hold at once; 0 for no limit
   * @param lastFailure why the last attempt to open a connection failed; null if it did not
   */
  public ConnectionSource(
      String database,
      ConnectionPoolConfiguration.Builder configuration,
      ConnectionFactory another,
      Duration acquireTimeout,
      int maxPending,
      int maxPerTenant,
      Supplier<@Nullable Throwable> lastFailure) {
    this.database = database;
    this.acquireTimeout = acquireTimeout;
    this.maxPending = maxPending;
    this.lastFailure = lastFailure;
    this.pool =
        new ConnectionPool(
            configuration
                .acquireRetry(0)
                // Where there are shares, they let in no more than may have a connection.
                .customizer(
                    builder ->
                        builder.maxPendingAcquire(maxPerTenant == 0 ? maxPending : UNBOUNDED))
                .build());
    this.beside =
        new ConnectionPool(
            ConnectionPoolConfiguration.builder(another)
                .initialSize(0)
                .maxSize(BESIDE)
                .maxIdleTime(Duration.ZERO)
                .backgroundEvictionInterval(Duration.ZERO)
                .acquireRetry(0)
                .customizer(builder -> builder.maxPendingAcquire(maxPending))
                .build());
    this.another = beside.create().map(Lease::new);
    this.metrics = pool.getMetrics().orElseThrow();
    this.shares =
        maxPerTenant == 0
            ? null
            : new FairShares(
                database,
                metrics.getMaxAllocatedSize(),
                maxPerTenant,
                maxPending,
                waiting -> refused(waiting, null));
    this.valid =
        // Each may be found dead by us, and then by the pool.
        alive((int) Math.min(2L * metrics.getMaxAllocatedSize(), Integer.MAX_VALUE))
            // A cancel at the moment of delivery: the operators above drop what they then hold.
            .doOnDiscard(Connection.class, ConnectionSource::giveBack);
    this.idleClosed = Mono.defer(this::refuseAndCloseIdle).cache();
  }

  private Mono<Connection> alive(int retries) {
    // Once it is here the pool sees no cancel: it would take it back while the question is under
    // way, and give it to the next one.
    Mono<Connection> attempt =
        new Handover<Connection>(pool.create(), ConnectionSource::giveBack)
            .flatMap(this::answering);
    return retries == 0
        ? attempt
        : attempt.onErrorResume(ConnectionSource::wasDeadInThePool, dead -> again(retries - 1));
  }

  /** The pool found an idle connection dead and dropped it; the next one may live. */
  private Mono<Connection> again(int retries) {
    doubt();
    return alive(retries);
  }

  private static boolean wasDeadInThePool(Throwable error) {
    return error instanceof R2dbcNonTransientResourceException resource
        && resource.getSqlState() == null
        && DEAD.equals(resource.getMessage());
  }

  /**
   * A connection was lost, or the server did not answer: whoever gets one that was opened before
   * now gets it once it has answered.
   */
  public void doubt() {
    doubtedAt = System.nanoTime();
  }

  private Mono<Connection> answering(Connection pooled) {
    PhysicalConnection physical = Lease.physical(pooled);
    if (!physical.isSilentSince(doubtedAt)) {
      return Mono.just(pooled);
    }
    Lease lease = new Lease(pooled);
    // Its answer or its caller's cancel: behind the answer it may be another caller's by then.
    AtomicBoolean decided = new AtomicBoolean();
    return Mono.defer(() -> Mono.from(physical.validate(ValidationDepth.REMOTE)))
        .timeout(VALIDATION)
        .onErrorReturn(false)
        .defaultIfEmpty(false)
        .filter(answers -> decided.compareAndSet(false, true))
        .flatMap(answers -> answers ? Mono.just(pooled) : drop(lease))
        .doOnNext(connection -> physical.answered())
        .doOnCancel(
            () -> {
              // It may not go back while the question is under way.
              if (decided.compareAndSet(false, true)) {
                drop(lease).subscribe(never -> {}, dropped -> {});
              }
            });
  }

  /** Its close is not waited for. */
  private static Mono<Connection> drop(Lease lease) {
    return Mono.error(
        () -> {
          lease.destroy().subscribe(done -> {}, alreadyGone -> {});
          return new R2dbcNonTransientResourceException(DEAD);
        });
  }

  /**
   * A connection for the subscriber alone. Cancelled before it arrives, it goes back untouched;
   * errors with {@link AcquireTimeoutException}, {@link AcquireRefusedException}, {@link
   * ClosedException}, or what opening a connection failed with.
   */
  public Mono<Lease> acquire() {
    return acquire(acquireTimeout);
  }

  /** As {@link #acquire()}, with a limit of its own. */
  public Mono<Lease> acquire(Duration limit) {
    return acquire(null, limit, waiters);
  }

  /**
   * As {@link #acquire()}, counted as a connection of the tenant; null for work of no tenant. Also
   * errors with {@link TenantLimitException} where tenants have a limit, and with what {@link
   * #refuseCallers} says.
   */
  public Mono<Lease> acquireFor(@Nullable SchemaName tenant) {
    return acquire(tenant, acquireTimeout, callers);
  }

  private Mono<Lease> acquire(@Nullable SchemaName tenant, Duration limit, Waiters among) {
    FairShares fair = shares;
    Mono<Lease> acquired =
        Mono.defer(
            () ->
                fair == null
                    ? acquireFromPool(limit, among)
                    : admitted(tenant, limit, fair, among));
    return acquired.onErrorResume(error -> instead(error, tenant, limit, among == callers));
  }

  private Mono<Lease> admitted(
      @Nullable SchemaName tenant, Duration limit, FairShares fair, Waiters among) {
    long lentBefore = lent.get();
    Admission admission = fair.admission(tenant, valid, this::lend);
    return new Handover<>(
        admission,
        limit,
        () -> {
          Throwable limited =
              fair.ifLimited(admission, limit, hasLentSince(lentBefore), metrics.acquiredSize());
          return limited == null ? tooLate(limit, lentBefore) : limited;
        },
        lease -> lease.release().subscribe(done -> {}, alreadyGone -> {}),
        among);
  }

  private Mono<Lease> acquireFromPool(Duration limit, Waiters among) {
    long lentBefore = lent.get();
    return new Handover<>(
            valid, limit, () -> tooLate(limit, lentBefore), ConnectionSource::giveBack, among)
        .map(connection -> lend(connection, () -> {}));
  }

  /**
   * Called while the connection is handed over.
   *
   * @param back told when its place in the pool is free again
   */
  private Lease lend(Connection connection, Runnable back) {
    lent.incrementAndGet();
    Lease lease =
        new Lease(
            connection,
            another,
            returned -> {
              back.run();
              loans.remove(returned);
            });
    if (!loans.add(lease)) {
      lease.release().subscribe(done -> {}, alreadyGone -> {});
      throw closed();
    }
    return lease;
  }

  private Mono<Lease> instead(
      Throwable error, @Nullable SchemaName tenant, Duration limit, boolean caller) {
    if (error instanceof PoolShutdownException || error instanceof ClosedException) {
      ConnectionSource next = successor;
      return next == null
          ? Mono.error(closed())
          : next.acquire(tenant, limit, caller ? next.callers : next.waiters);
    }
    return Mono.error(error instanceof PoolAcquirePendingLimitException ? refused(error) : error);
  }

  private ClosedException closed() {
    return new ClosedException(database);
  }

  /**
   * A connection beside the pool, for a word about a connection that is busy. There are two of them
   * at most; each is opened for its caller and closed when it is released.
   */
  public Mono<Lease> another() {
    return another;
  }

  static void giveBack(Connection connection) {
    Mono.from(connection.close()).subscribe(done -> {}, alreadyGone -> {});
  }

  private boolean hasLentSince(long lentBefore) {
    return lent.get() != lentBefore;
  }

  private Throwable tooLate(Duration limit, long lentBefore) {
    PoolGauges pool = gauges();
    int max = metrics.getMaxAllocatedSize();
    return new AcquireTimeoutException(
        database,
        limit,
        pool.total(),
        pool.active(),
        pool.idle(),
        pool.pending(),
        max,
        hasLentSince(lentBefore),
        pool.active() < max ? lastFailure.get() : null);
  }

  private Throwable refused(Throwable cause) {
    return refused(maxPending, cause);
  }

  private AcquireRefusedException refused(int waiting, @Nullable Throwable cause) {
    int max = metrics.getMaxAllocatedSize();
    return new AcquireRefusedException(
        database, waiting, max, loans.waitBehind(waiting, max), cause);
  }

  /** Whether every connection that the pool may have is in use. */
  boolean isFull() {
    return metrics.acquiredSize() >= metrics.getMaxAllocatedSize();
  }

  String database() {
    return database;
  }

  /** Whether a connection waits for use. */
  public boolean hasIdle() {
    return metrics.idleSize() > 0;
  }

  /** Whether it takes no more borrowers. */
  public boolean isClosed() {
    ConnectionSource next = successor;
    return next == null ? loans.isClosed() : next.isClosed();
  }

  /** Tells all that wait for {@link #acquireFor} now that they wait in vain. */
  public void refuseCallers(Supplier<? extends Throwable> why) {
    callers.refuse(why);
  }

  /** The pool's gauges, read one after another; a connection that is being opened is in none. */
  public PoolGauges gauges() {
    int active = metrics.acquiredSize();
    int idle = metrics.idleSize();
    return new PoolGauges(active + idle, active, idle, pending());
  }

  private int pending() {
    FairShares fair = shares;
    int inPool = metrics.pendingAcquireSize();
    return fair == null ? inPool : inPool + fair.waiting();
  }

  /** How many callers their tenant's limit has kept out so far. */
  public long limited() {
    FairShares fair = shares;
    return fair == null ? 0 : fair.limited();
  }

  /** How many callers were let in to the pool and have not come out; 0 where all are. */
  int letIn() {
    FairShares fair = shares;
    return fair == null ? 0 : fair.held();
  }

  /** Opens the connections that the pool keeps ready. */
  public Mono<Void> warmUp() {
    return pool.warmup().onErrorMap(PoolShutdownException.class, shutdown -> closed()).then();
  }

  /** Whoever asks from now on, or waits already, is served by the other one. */
  public void replaceBy(ConnectionSource other) {
    successor = other;
  }

  /**
   * Refuses new borrowers, and those that wait, at once; closes what is idle now, and what is in
   * use when it comes back. Completes when all of it is closed.
   */
  public Mono<Void> drain() {
    return idleClosed.then(loans.allBack()).then(beside.disposeLater());
  }

  /**
   * As {@link #drain()}, but waits no longer than this for what is in use: then its work is ended
   * and its connections are closed. May be called again, with another limit.
   */
  public Mono<Void> close(Duration grace) {
    return idleClosed
        .then(loans.allBack().timeout(grace, Mono.defer(loans::evictAll)))
        .then(beside.disposeLater());
  }

  private Mono<Void> refuseAndCloseIdle() {
    loans.close();
    FairShares fair = shares;
    if (fair != null) {
      fair.close();
    }
    Mono<Void> idle = pool.disposeLater();
    waiters.close(this::closed);
    callers.close(this::closed);
    return idle;
  }
}
