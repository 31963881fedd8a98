package dev.flexidb.benchmarks.resilience;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.FlexiDbListener;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.RetryConfig;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.DatabaseServer;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A database is back, its circuit turns half-open, and many callers are there at that very moment:
 * half of them wait in the pool's queue since before it opened, the others ask just then. Each
 * keeps the server busy for a while, and the server says how many it sees.
 */
public record HalfOpen(DatabaseServer server, int callers) implements Scenario {

  /** The trial alone. */
  private static final int PERMITTED = 1;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final PoolConfig POOL =
      PoolConfig.DEFAULTS
          .withConnectTimeout(Duration.ofSeconds(1))
          .withAcquireTimeout(Duration.ofSeconds(30));

  @Override
  public Mono<Report> run() {
    return Stage.using(this::open, this::on, Stage::close);
  }

  private Stage open() {
    Stage stage = Stage.open(server, Duration.ZERO);
    stage.database().execute(SlowStatements.TABLE);
    return stage;
  }

  private Mono<Report> on(Stage stage) {
    Circuit circuit = new Circuit();
    return Mono.usingWhen(
        Mono.fromSupplier(
            () ->
                ReactiveFlexiDb.builder()
                    .database(
                        "app",
                        DatabaseConfig.of(stage.url()).withPool(POOL).withRetry(RetryConfig.NONE))
                    .listener(circuit)
                    .build()),
        db -> outcome(stage, circuit, db.get("app")),
        ReactiveFlexiDb::close);
  }

  private Mono<Report> outcome(Stage stage, Circuit circuit, Database app) {
    Samples samples = new Samples(System.nanoTime(), 1_000, callers);
    int half = callers / 2;
    Mono<Void> back = circuit.open.asMono().then(Stage.onWaitingThread(stage.proxy()::accept));
    Mono<Void> all =
        Mono.when(
            asking(samples, app, 0, half),
            back,
            circuit.halfOpen.asMono().then(asking(samples, app, half, callers)),
            circuit.closed.asMono());
    return Stage.onWaitingThread(stage.proxy()::hang)
        .then(all.timeout(LIMIT, Mono.empty()))
        .then(SlowStatements.withTheFirst(stage.database()))
        .map(most -> report(samples, most, circuit.isClosedAgain));
  }

  private Mono<Void> asking(Samples samples, Database app, int from, int to) {
    String sql = SlowStatements.one(server.kind());
    return Flux.range(from, to - from)
        .flatMap(number -> samples.noted(number, app.sql(sql).then()), to - from)
        .then();
  }

  private Report report(Samples samples, int most, boolean closed) {
    return new Report("half-open, %s, %d callers".formatted(server.kind(), callers))
        .requests("all", List.of(samples))
        .figure("statements that the server worked on beside the first one, and this", "%d", most)
        .promise(Promise.always("at most the permitted trial while half-open", most <= PERMITTED))
        .promise(Promise.always("the trial arrives and closes the circuit", most > 0 && closed));
  }

  /** Sees the circuit change. */
  private static final class Circuit implements FlexiDbListener {

    private final Sinks.Empty<Void> open = Sinks.empty();
    private final Sinks.Empty<Void> halfOpen = Sinks.empty();
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private volatile boolean isClosedAgain;

    @Override
    public void onCircuitChanged(
        String database, String server, CircuitState before, CircuitState now) {
      switch (now) {
        case OPEN -> open.tryEmitEmpty();
        case HALF_OPEN -> halfOpen.tryEmitEmpty();
        case CLOSED -> {
          isClosedAgain = true;
          closed.tryEmitEmpty();
        }
      }
    }
  }
}
