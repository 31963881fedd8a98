package dev.flexidb.pooling;

import dev.flexidb.error.ClosedException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.LoginRefusedException;
import dev.flexidb.error.UnverifiedServerException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Opens physical connections: each attempt within a limit, attempts repeated as {@code retry} says,
 * every failure told in our own words.
 *
 * <p>A login that was refused is never tried again: it would only lock the account. A connection
 * that arrives after its limit is closed.
 */
public final class Connector implements ConnectionFactory {

  private final ConnectionFactory driver;
  private final String database;
  private final String server;
  private final Duration limit;
  private final Retry retry;
  private final Function<PhysicalConnection, Mono<Void>> setUp;
  private final ConnectionObserver observer;
  private final Set<PhysicalConnection> open = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;
  private volatile boolean closed;

  /**
   * @param server host and port, for messages
   * @param limit for one attempt
   * @param retry which failures to try again, and when
   * @param setUp what to do with a new connection before anybody gets it
   */
  public Connector(
      ConnectionFactory driver,
      String database,
      String server,
      Duration limit,
      Retry retry,
      Function<PhysicalConnection, Mono<Void>> setUp,
      ConnectionObserver observer) {
    this.driver = driver;
    this.database = database;
    this.server = server;
    this.limit = limit;
    this.retry = retry;
    this.setUp = setUp;
    this.observer = observer;
  }

  /** Whether a later attempt may succeed where this one failed. */
  public static boolean isTransient(Throwable error) {
    return error instanceof ConnectFailedException;
  }

  @Override
  public Mono<Connection> create() {
    return Mono.defer(this::attemptUnlessStopped)
        .retryWhen(retry)
        .doOnDiscard(PhysicalConnection.class, Connector::closeLate)
        .doOnNext(this::tell);
  }

  private void tell(Connection connection) {
    ((PhysicalConnection) connection).onClose(observer::disconnected);
    observer.connected();
  }

  private Mono<Connection> attemptUnlessStopped() {
    return stopped
        ? Mono.error(new ClosedException(database))
        : attempt().doOnError(observer::connectFailed);
  }

  /** Nobody needs the connection any more that is being tried for; {@link #once()} goes on. */
  public void stop() {
    stopped = true;
  }

  /**
   * Closes what is still open, and what opens later. A pool that is disposed of while it matches a
   * connection with a borrower who has gone forgets that connection.
   */
  public Mono<Void> close() {
    return Mono.defer(
        () -> {
          stopped = true;
          closed = true;
          return Flux.fromIterable(open)
              .flatMap(PhysicalConnection::close, Integer.MAX_VALUE)
              .then();
        });
  }

  /** One attempt, whose failure nobody is told of but the subscriber. */
  public Mono<Connection> once() {
    return Mono.defer(this::attempt);
  }

  /** Opens each connection with {@link #once()}. */
  public ConnectionFactory singleAttempts() {
    return new ConnectionFactory() {
      @Override
      public Mono<Connection> create() {
        return once();
      }

      @Override
      public ConnectionFactoryMetadata getMetadata() {
        return driver.getMetadata();
      }
    };
  }

  private Mono<Connection> attempt() {
    // Deferred once more, so that what a driver throws takes the way of what it emits.
    Mono<Connection> opened =
        Mono.<Connection>defer(() -> Mono.from(driver.create()))
            .map(this::opened)
            .flatMap(this::setUp);
    return new Handover<>(opened, limit, this::tooSlow, Connector::closeLate)
        .onErrorMap(this::inOurWords);
  }

  private PhysicalConnection opened(Connection connection) {
    PhysicalConnection opened = new PhysicalConnection(connection, open::remove);
    open.add(opened);
    return opened;
  }

  private Mono<Connection> setUp(PhysicalConnection connection) {
    if (closed) {
      return connection.close().then(Mono.error(new ClosedException(database)));
    }
    return setUp
        .apply(connection)
        .onErrorResume(error -> connection.close().then(Mono.error(error)))
        .doOnCancel(() -> closeLate(connection))
        .thenReturn(connection);
  }

  private static void closeLate(Connection connection) {
    Mono.from(connection.close()).subscribe(done -> {}, alreadyGone -> {});
  }

  private Throwable tooSlow() {
    String reason = "no answer within " + limit.toMillis() + " ms";
    return new ConnectFailedException(database, server, reason, new ConnectLimitPassed(reason));
  }

  private Throwable inOurWords(Throwable error) {
    if (error instanceof ConnectFailedException
        || error instanceof InvalidConfigurationException
        || error instanceof UnverifiedServerException) {
      return error;
    }
    // Some drivers put the server's answer into an exception of their own.
    for (Throwable told = error; told != null; told = told.getCause()) {
      if (told instanceof R2dbcException answer && refusesLogin(answer)) {
        return new LoginRefusedException(
            database, server, reason(error), answer.getSqlState(), error);
      }
    }
    return new ConnectFailedException(database, server, reason(error), error);
  }

  /** SQLSTATE 28: authorization; 3D and 42: no such database. */
  private static boolean refusesLogin(R2dbcException answer) {
    String state = answer.getSqlState();
    return answer instanceof R2dbcPermissionDeniedException
        || (state != null
            && (state.startsWith("28") || state.startsWith("3D") || state.startsWith("42")));
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message;
  }

  @Override
  public ConnectionFactoryMetadata getMetadata() {
    return driver.getMetadata();
  }

  /** The cause behind a limit that passed: no stack trace would tell more. */
  private static final class ConnectLimitPassed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConnectLimitPassed(String reason) {
      super(reason, null, false, false);
    }
  }
}
