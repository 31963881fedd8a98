package dev.flexidb.pooling;

import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ClosedException;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
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
  private volatile long doubtedAt = System.nanoTime();

  /**
   * @param another opens what is needed beside the pool
   * @param maxPending how many callers may wait for a connection; another one is refused
   * @param lastFailure why the last attempt to open a connection failed; null if it did not
   */
  public ConnectionSource(
      String database,
      ConnectionPoolConfiguration.Builder configuration,
      ConnectionFactory another,
      Duration acquireTimeout,
      int maxPending,
      Supplier<@Nullable Throwable> lastFailure) {
    this.database = database;
    this.acquireTimeout = acquireTimeout;
    this.maxPending = maxPending;
    this.lastFailure = lastFailure;
    this.pool =
        new ConnectionPool(
            configuration
                .acquireRetry(0)
                .customizer(builder -> builder.maxPendingAcquire(maxPending))
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
    this.metrics = pool.getMetrics().orElseThrow();
    this.valid =
        // Each may be found dead by us, and then by the pool.
        alive((int) Math.min(2L * metrics.getMaxAllocatedSize(), Integer.MAX_VALUE))
            // A cancel at the moment of delivery: the operators above drop what they then hold.
            .doOnDiscard(Connection.class, ConnectionSource::giveBack);
  }

  private Mono<Connection> alive(int retries) {
    Mono<Connection> attempt = pool.create().flatMap(this::answering);
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
    return Mono.defer(() -> Mono.from(physical.validate(ValidationDepth.REMOTE)))
        .timeout(VALIDATION)
        .onErrorReturn(false)
        .defaultIfEmpty(false)
        .flatMap(answers -> answers ? Mono.just(pooled) : drop(lease))
        .doOnNext(connection -> physical.answered())
        // It may not go back while the question is under way.
        .doOnCancel(() -> drop(lease).subscribe(never -> {}, dropped -> {}));
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
    return new Handover<>(valid, limit, () -> tooLate(limit), ConnectionSource::giveBack)
        .map(Lease::new)
        .onErrorMap(PoolAcquirePendingLimitException.class, this::refused)
        .onErrorMap(PoolShutdownException.class, shutdown -> new ClosedException(database));
  }

  /**
   * A connection beside the pool, for a word about a connection that is busy. There are two of them
   * at most; each is opened for its caller and closed when it is released.
   */
  public Mono<Lease> another() {
    return beside.create().map(Lease::new);
  }

  private static void giveBack(Connection connection) {
    Mono.from(connection.close()).subscribe(done -> {}, alreadyGone -> {});
  }

  private Throwable tooLate(Duration limit) {
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
        pool.active() < max ? lastFailure.get() : null);
  }

  private Throwable refused(Throwable cause) {
    return new AcquireRefusedException(database, maxPending, metrics.getMaxAllocatedSize(), cause);
  }

  /** Whether every connection that the pool may have is in use. */
  boolean isFull() {
    return metrics.acquiredSize() >= metrics.getMaxAllocatedSize();
  }

  String database() {
    return database;
  }

  /** Whether a connection waits for use. */
  boolean hasIdle() {
    return metrics.idleSize() > 0;
  }

  boolean isClosed() {
    return pool.isDisposed();
  }

  /** The pool's gauges, read one after another; a connection that is being opened is in none. */
  public PoolGauges gauges() {
    int active = metrics.acquiredSize();
    int idle = metrics.idleSize();
    return new PoolGauges(active + idle, active, idle, metrics.pendingAcquireSize());
  }

  /** Opens the connections that the pool keeps ready. */
  public Mono<Void> warmUp() {
    return pool.warmup()
        .onErrorMap(PoolShutdownException.class, shutdown -> new ClosedException(database))
        .then();
  }

  /** Closes what is idle now and what is in use when it comes back. */
  public Mono<Void> close() {
    return pool.disposeLater().then(beside.disposeLater());
  }
}
