package dev.flexidb.pooling;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionMetadata;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * The driver's connection as it lives in the pool, with what must outlast a borrow: the schema it
 * is known to stand in, what its family keeps with it, and whether it may be used again.
 *
 * <p>A doomed connection is not valid, which makes the pool drop it when it is given back. It is
 * not a {@link io.r2dbc.spi.Lifecycle}: what is open is closed by the borrower, never behind its
 * back.
 */
public final class PhysicalConnection implements Connection, Wrapped<Connection> {

  private static final Duration CLOSE_LIMIT = Duration.ofMillis(200);

  private final Connection driver;
  private final Mono<Void> close;
  private final DriverThread thread;
  private volatile Runnable onClose = () -> {};
  private volatile long trustedAt = System.nanoTime();
  private volatile boolean doomed;
  private volatile @Nullable String schema;
  private volatile @Nullable String visitedLast;
  private final Set<String> visited = ConcurrentHashMap.newKeySet();
  private final AtomicInteger visits = new AtomicInteger();
  private final Map<Class<?>, Object> companions = new ConcurrentHashMap<>();

  PhysicalConnection(Connection driver) {
    this(driver, gone -> {});
  }

  /**
   * @param gone told when it is closed, or has not closed in time
   */
  PhysicalConnection(Connection driver, Consumer<PhysicalConnection> gone) {
    this.driver = driver;
    this.thread = new DriverThread(driver);
    // Below the limit it goes on: a driver that sees a cancel may never close its socket.
    this.close =
        Mono.defer(() -> Mono.from(driver.close()))
            .doFirst(() -> onClose.run())
            .cache()
            .timeout(CLOSE_LIMIT)
            .onErrorComplete()
            .doFinally(signal -> gone.accept(this))
            .cache();
  }

  /** The schema that this connection provably stands in; null when that is not known. */
  public @Nullable String schema() {
    return schema;
  }

  /** Notes the schema that this connection stands in from now on; null when nobody can tell. */
  public void schema(@Nullable String schema) {
    this.schema = schema;
  }

  /**
   * Notes that a statement is to run in this schema; returns how many schemas there were so far.
   */
  public int visited(String newSchema) {
    return visited.add(newSchema) ? visits.incrementAndGet() : visits.get();
  }

  /**
   * Notes that a statement is to run in this schema; tells whether the one before it ran in another
   * one.
   */
  public boolean movesTo(String newSchema) {
    String before = visitedLast;
    visitedLast = newSchema;
    return before != null && !before.equals(newSchema);
  }

  /** What is kept with this connection, of this class; null for nothing. */
  public <T> @Nullable T companion(Class<T> type) {
    return type.cast(companions.get(type));
  }

  /** Keeps something with this connection, in place of what it had of the same class. */
  public void companion(Object kept) {
    companions.put(kept.getClass(), kept);
  }

  /** Who is told, once, that it is closed. */
  void onClose(Runnable told) {
    onClose = told;
  }

  /** Whether it was not opened, and has not answered, since that time in nanoseconds. */
  boolean isSilentSince(long nanoTime) {
    return trustedAt - nanoTime <= 0;
  }

  /** The server has answered on it just now. */
  void answered() {
    trustedAt = System.nanoTime();
  }

  /** Where the driver receives what the server sends on this connection. */
  public DriverThread thread() {
    return thread;
  }

  /** Whether the driver knows that the connection is lost, so that nothing can be sent on it. */
  public boolean isLost() {
    AtomicBoolean lost = new AtomicBoolean();
    // The answer is the driver's own and there at once; one that comes later is not waited for.
    Mono.from(driver.validate(ValidationDepth.LOCAL))
        .subscribe(alive -> lost.set(!alive), doubt -> {});
    return lost.get();
  }

  /** Never to be used by another borrower: the pool closes it once it is given back. */
  void doom() {
    doomed = true;
  }

  @Override
  public Publisher<Boolean> validate(ValidationDepth depth) {
    return doomed ? Mono.just(false) : driver.validate(depth);
  }

  /** Closes it, once; a server that does not answer is not waited for, and no error comes of it. */
  @Override
  public Mono<Void> close() {
    return close;
  }

  @Override
  public Publisher<Void> beginTransaction() {
    return driver.beginTransaction();
  }

  @Override
  public Publisher<Void> beginTransaction(TransactionDefinition definition) {
    return driver.beginTransaction(definition);
  }

  @Override
  public Publisher<Void> commitTransaction() {
    return driver.commitTransaction();
  }

  @Override
  public Publisher<Void> rollbackTransaction() {
    return driver.rollbackTransaction();
  }

  @Override
  public Publisher<Void> createSavepoint(String name) {
    return driver.createSavepoint(name);
  }

  @Override
  public Publisher<Void> releaseSavepoint(String name) {
    return driver.releaseSavepoint(name);
  }

  @Override
  public Publisher<Void> rollbackTransactionToSavepoint(String name) {
    return driver.rollbackTransactionToSavepoint(name);
  }

  @Override
  public Statement createStatement(String sql) {
    return driver.createStatement(sql);
  }

  @Override
  public Batch createBatch() {
    return driver.createBatch();
  }

  @Override
  public boolean isAutoCommit() {
    return driver.isAutoCommit();
  }

  @Override
  public Publisher<Void> setAutoCommit(boolean autoCommit) {
    return driver.setAutoCommit(autoCommit);
  }

  @Override
  public ConnectionMetadata getMetadata() {
    return driver.getMetadata();
  }

  @Override
  public IsolationLevel getTransactionIsolationLevel() {
    return driver.getTransactionIsolationLevel();
  }

  @Override
  public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
    return driver.setTransactionIsolationLevel(level);
  }

  @Override
  public Publisher<Void> setLockWaitTimeout(Duration timeout) {
    return driver.setLockWaitTimeout(timeout);
  }

  @Override
  public Publisher<Void> setStatementTimeout(Duration timeout) {
    return driver.setStatementTimeout(timeout);
  }

  @Override
  public Connection unwrap() {
    return driver;
  }

  @Override
  public <E> @Nullable E unwrap(Class<E> type) {
    if (driver instanceof Wrapped<?> wrapped) {
      return wrapped.unwrap(type);
    }
    return type.isInstance(driver) ? type.cast(driver) : null;
  }
}
