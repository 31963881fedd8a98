package dev.flexidb.family;

import dev.flexidb.error.Quoted;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.postgresql.PrefixedStatements.Flight;
import io.r2dbc.spi.R2dbcException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Whether tenant and statement can share one flight on the connections of one pool: tried on the
 * first one against the server, and done on all where it works. Thread-safe.
 */
final class PostgreSqlFlight {

  private static final Logger LOG = Loggers.getLogger(PostgreSqlFlight.class);

  private final SearchPath present;
  private final SearchPath missing;
  private final int plans;
  private final String consequence;
  private final Remembered<SearchPath, JoinedStatements.Known> prefixes =
      JoinedStatements.prefixes();
  private volatile boolean works;
  private final AtomicBoolean fails = new AtomicBoolean();

  /**
   * @param settings that go with every path, with values that any login may set
   * @param plans how many statements a connection keeps prepared
   * @param consequence what is told, once, where it does not work
   */
  PostgreSqlFlight(Map<String, String> settings, int plans, String consequence) {
    this.plans = plans;
    this.consequence = consequence;
    this.present = new SearchPath("pg_catalog, pg_temp", "pg_catalog", settings);
    this.missing = new SearchPath("pg_temp", "flexidb: no such schema", settings);
  }

  /** Lets the connection's statements take their tenant with them, if that is possible. */
  Mono<Void> setUp(PhysicalConnection connection) {
    if (fails.get()) {
      return Mono.empty();
    }
    try {
      JoinedStatements joined = JoinedStatements.on(connection.unwrap(), plans, prefixes);
      return (works ? Mono.just(true) : tryOn(joined))
          .filter(fit -> fit)
          .doOnNext(fit -> connection.companion(joined))
          .then();
    } catch (LinkageError | RuntimeException misfit) {
      fallBack(misfit);
      return Mono.empty();
    }
  }

  private Mono<Boolean> tryOn(JoinedStatements joined) {
    return seesItsPath(joined)
        .flatMap(seen -> seen ? isSkippedWithoutSchema(joined) : Mono.just(false))
        .doOnNext(fit -> works = fit)
        .filter(fit -> fit)
        .switchIfEmpty(Mono.error(() -> new Unfit("the statement did not run where it should")))
        .doOnError(error -> !isOfConnection(error), this::fallBack)
        // Whatever else happens may have left the connection amid an exchange: it is closed.
        .onErrorResume(
            error -> error instanceof Unfit || error instanceof R2dbcException,
            error -> isOfConnection(error) ? Mono.error(error) : Mono.just(false));
  }

  private Mono<Boolean> seesItsPath(JoinedStatements joined) {
    return pathSeenBy(joined.flight(present, false, () -> null))
        .map(present.path()::equals)
        .defaultIfEmpty(false);
  }

  private Mono<Boolean> isSkippedWithoutSchema(JoinedStatements joined) {
    Flight flight = joined.flight(missing, false, () -> null);
    return pathSeenBy(flight)
        .map(ran -> false)
        .onErrorResume(
            R2dbcException.class,
            error ->
                isOfConnection(error)
                    ? Mono.error(error)
                    : flight
                        .landed()
                        .thenReturn(flight.prefixFailed() && "3F000".equals(error.getSqlState())));
  }

  private static Mono<String> pathSeenBy(Flight flight) {
    String sql = "SELECT pg_catalog.current_setting($1)";
    return Flux.from(flight.createStatement(sql).bind(0, "search_path").execute())
        .flatMap(result -> result.map(row -> String.valueOf(row.get(0))))
        .last("");
  }

  /** SQLSTATE 08: the connection; 57P: the server goes down. Neither says what we ask. */
  private static boolean isOfConnection(Throwable error) {
    String state = error instanceof R2dbcException r2dbc ? r2dbc.getSqlState() : null;
    return state != null && (state.startsWith("08") || state.startsWith("57P"));
  }

  private void fallBack(Throwable why) {
    if (fails.compareAndSet(false, true)) {
      LOG.warn(
          "{} ({})",
          consequence,
          why instanceof Unfit ? why.getMessage() : Quoted.line(why.toString()));
    }
  }

  /** The server answered, but not what is needed. */
  private static final class Unfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unfit(String reason) {
      super(reason, null, false, false);
    }
  }
}
