package dev.flexidb.family;

import dev.flexidb.pooling.Lease;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends a statement of MySQL or MariaDB at the server, which takes a connection beside it. */
final class MySqlStop {

  static final int QUERY_INTERRUPTED = 1317;

  private static final String SESSION =
      "SELECT CONNECTION_ID(), CONCAT_WS(':', @@hostname, @@port, @@server_id), VERSION()";

  private MySqlStop() {}

  static Mono<Void> identify(PhysicalConnection connection) {
    return Flux.defer(() -> connection.createStatement(SESSION).execute())
        .flatMap(result -> result.map(MySqlStop::session))
        .doOnNext(connection::companion)
        .then();
  }

  private static ServerSession session(Readable row) {
    Long id = row.get(0, Long.class);
    String server = row.get(1, String.class);
    String version = row.get(2, String.class);
    return new ServerSession(
        Objects.requireNonNull(id),
        Objects.requireNonNull(server),
        Objects.requireNonNull(version).contains("MariaDB"));
  }

  /**
   * Kills from another connection, unless the end comes before that one is there. A kill that came
   * too late hits the {@code DO 0}, which is there for that; a second one shows that the connection
   * lives.
   */
  static Mono<Void> stop(PhysicalConnection connection, Mono<Lease> another, Mono<Void> end) {
    ServerSession victim = connection.companion(ServerSession.class);
    if (victim == null) {
      return Mono.empty();
    }
    AtomicBoolean decided = new AtomicBoolean();
    Mono<Void> kill =
        Mono.usingWhen(
                another,
                lease ->
                    decided.compareAndSet(false, true)
                        ? kill(victim, lease.connection()).thenReturn(connection)
                        : Mono.<PhysicalConnection>empty(),
                Lease::release)
            .flatMap(MySqlStop::takeLateKill);
    Mono<Void> needless =
        end.then(
            Mono.defer(() -> decided.compareAndSet(false, true) ? Mono.empty() : Mono.never()));
    return Mono.firstWithSignal(kill, needless);
  }

  private static Mono<Void> takeLateKill(Connection connection) {
    return doNothing(connection)
        .onErrorResume(MySqlStop::saysInterrupted, late -> doNothing(connection));
  }

  private static Mono<Void> doNothing(Connection connection) {
    return DatabaseFamily.run(connection, "DO 0");
  }

  /** Behind one address there may be many servers, on which the number is another's. */
  private static Mono<Void> kill(ServerSession victim, PhysicalConnection beside) {
    ServerSession here = beside.companion(ServerSession.class);
    return here != null && here.server().equals(victim.server())
        ? DatabaseFamily.run(beside, "KILL QUERY " + victim.id())
        : Mono.error(
            new IllegalStateException("a connection to the same server was not to be had"));
  }

  private static boolean saysInterrupted(Throwable error) {
    return error instanceof R2dbcException r2dbc && r2dbc.getErrorCode() == QUERY_INTERRUPTED;
  }
}
