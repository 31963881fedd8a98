package dev.flexidb;

import dev.flexidb.batch.CircuitState;
import dev.flexidb.batch.Guard;
import dev.flexidb.batch.Verdict;
import dev.flexidb.connection.StatementRetry;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.error.LoginRefusedException;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.TenantSetUp;
import dev.flexidb.pooling.ConnectionObserver;
import dev.flexidb.pooling.ConnectionSource;
import dev.flexidb.pooling.Connector;
import dev.flexidb.pooling.HealthProbe;
import dev.flexidb.pooling.Lease;
import dev.flexidb.pooling.PhysicalConnection;
import dev.flexidb.pooling.PoolGauges;
import dev.flexidb.routing.Node;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One server of a database: its pool, its guard, its health and what is known of it. */
final class Server {

  /** Still fit to be counted in nanoseconds. */
  private static final Duration CENTURY = Duration.ofDays(36_500);

  private final DatabaseFamily family;
  private final DatabaseConfig config;
  private final Connector connector;
  private final ConnectionSource source;
  private final Duration connectLimit;
  private final Watch watch;
  private final ServerEvents events;
  private final Guard guard;
  private final Duration statementTimeout;
  private final StatementRetry statementRetry;
  private final Node node;
  private final Duration restAfterSilence;
  private final Product product;

  /** When it last left a probe without an answer, in nanoseconds; null if it answered. */
  private volatile @Nullable Long silentSince;

  private final Sinks.Many<CircuitState> circuit =
      Sinks.many().replay().latestOrDefault(CircuitState.CLOSED);
  private final ConnectionLog log = new ConnectionLog(Clock.systemUTC());
  private final Instant registeredAt = Instant.now();

  /**
   * @param name of the database, for messages
   * @param driver opens connections to it, as its origin says
   * @param events tells what happens to it
   * @param product told which one it turns out to be
   */
  Server(
      String name,
      Origin origin,
      ConnectionFactory driver,
      DatabaseFamily family,
      DatabaseConfig config,
      ServerEvents events,
      Product product) {
    this.family = family;
    this.product = product;
    this.config = config;
    this.statementTimeout = config.statementTimeout();
    this.events = events;
    this.guard = new Guard(name, config.circuitBreaker(), this::judge, this::circuitChanged);
    this.statementRetry = config.statementRetry().retry();
    this.connector = connector(name, origin, config, driver);
    PoolConfig pool = config.pool();
    this.source =
        new ConnectionSource(
            name,
            pool.over(connector),
            connector.singleAttempts(),
            pool.acquireTimeout(),
            pool.maxPending(),
            pool.maxPerTenant(),
            log::whyNotConnected);
    this.node = new Node(source, guard, this::isFit, family, events.queries());
    this.restAfterSilence = config.circuitBreaker().resetTimeout();
    this.connectLimit = connectLimit(config);
    HealthProbe probe =
        new HealthProbe(
            source,
            connector.once(),
            family::saysServerIsFull,
            config.healthCheck().timeout(),
            this::found);
    this.watch =
        new Watch(
            config.healthCheck(),
            config.reconnect(),
            probe,
            source,
            guard,
            Mono.defer(this::open),
            events);
  }

  private static Duration connectLimit(DatabaseConfig config) {
    PoolConfig pool = config.pool();
    Duration limit = pool.acquireTimeout().plus(config.retry().longest(pool.connectTimeout()));
    return limit.compareTo(CENTURY) < 0 ? limit : CENTURY;
  }

  private Connector connector(
      String name, Origin origin, DatabaseConfig config, ConnectionFactory driver) {
    Origin chosen = origin;
    Function<PhysicalConnection, Mono<Void>> setUp = family::identify;
    if (config.tenancy() instanceof Tenancy.SchemaPerTenant tenants) {
      if (origin instanceof Origin.Driver found) {
        chosen = found.with(family.forTenants(found.options()));
      }
      Function<PhysicalConnection, Mono<Void>> forTenants =
          family.setUp(
              new TenantSetUp(
                  origin.options(),
                  tenants.switchedBy() == TenantSwitch.ONE_FLIGHT,
                  new TenantSettings(tenants).neutral()));
      setUp = connection -> forTenants.apply(connection).then(family.identify(connection));
    }
    Function<PhysicalConnection, Mono<Void>> known = setUp;
    ConnectionObserver observer = new Observer();
    return new Connector(
        factory(name, chosen, chosen == origin ? driver : chosen.factory()),
        name,
        origin.server(),
        config.pool().connectTimeout(),
        config.retry().ofConnecting(observer, circuitIsNotClosed()),
        connection ->
            known
                .apply(connection)
                .then(Mono.fromRunnable(() -> product.found(family.productOf(connection)))),
        observer);
  }

  /** Then the server is probed, and connecting is left to the trial. */
  private Mono<Void> circuitIsNotClosed() {
    return circuit.asFlux().filter(state -> state != CircuitState.CLOSED).next().then();
  }

  private static ConnectionFactory factory(
      String name, Origin origin, ConnectionFactory withoutLogin) {
    ConnectionFactory driver =
        origin instanceof Origin.Driver found && found.credentials() != null
            ? new SuppliedLogin(name, found, found.credentials(), withoutLogin.getMetadata())
            : withoutLogin;
    return VerifiedTls.around(driver, name, origin);
  }

  private Verdict judge(Throwable error) {
    Verdict verdict = isOwnTimeout(error) ? Verdict.FAILURE : ErrorVerdict.of(error);
    if (verdict != Verdict.IGNORED) {
      log.failed(error);
      tell(error);
    }
    return verdict;
  }

  /** An attempt to connect that failed was told when it did. */
  private void tell(Throwable error) {
    if (error instanceof ConnectFailedException || error instanceof LoginRefusedException) {
      return;
    }
    events.failed(error);
    if (error instanceof ConnectionLostException
        || error instanceof CommitOutcomeUnknownException) {
      watch.connectionLost();
    }
  }

  private void circuitChanged(CircuitState before, CircuitState now) {
    events.circuitChanged(before, now);
    watch.circuitChanged(now);
    circuit.tryEmitNext(now);
    if (now == CircuitState.OPEN) {
      source.refuseCallers(guard::refusal);
    }
  }

  private void found(HealthProbe.Finding finding) {
    silentSince = finding.answers() ? null : System.nanoTime();
    if (!finding.answers() && !(finding.why() instanceof ClosedException)) {
      log.failed(finding.why());
    }
    watch.found(finding);
  }

  /** Whether it is the limit that the database was given here; a borrower's own comes elsewhere. */
  private boolean isOwnTimeout(Throwable error) {
    return !statementTimeout.isZero()
        && error instanceof R2dbcException told
        && family.saysStatementTimeout(told);
  }

  DatabaseConfig config() {
    return config;
  }

  /** Which statements are run again on it, within one budget. */
  StatementRetry statementRetry() {
    return statementRetry;
  }

  /** As those see it who choose a server. */
  Node node() {
    return node;
  }

  /** Whether it is worth asking: its circuit lets calls through, and it answered its last probe. */
  boolean isFit() {
    Long silent = silentSince;
    boolean silence = silent != null && System.nanoTime() - silent < restAfterSilence.toNanos();
    return guard.admits() && !silence && product.fits();
  }

  /** Waits for its turn as any caller does, and then for as long as all its attempts may take. */
  Mono<Void> connect() {
    return Mono.defer(
        () -> {
          watch.rearm();
          return open();
        });
  }

  /**
   * What it was found to be, beside its primary.
   *
   * @throws dev.flexidb.error.InvalidConfigurationException if the one is no replica of the other
   */
  void requireProduct() {
    product.require();
  }

  private Mono<Void> open() {
    return source.warmUp().then(source.acquire(connectLimit)).flatMap(Lease::release);
  }

  /** Whether the server answers within the limit of its health check; never an error. */
  Mono<Boolean> isHealthy() {
    return watch.isHealthy();
  }

  DatabaseStats stats(Map<String, DatabaseStats> replicas) {
    PoolGauges gauges = source.gauges();
    var calls = guard.statistics();
    return new DatabaseStats(
        gauges.total() > 0,
        registeredAt,
        log.lastError(),
        log.lastConnectedAt(),
        calls.totalCalls(),
        calls.failedCalls(),
        calls.refusedCalls(),
        source.limited(),
        calls.averageResponseTime(),
        calls.responseTimes(),
        guard.state(),
        watch.status(),
        gauges.total(),
        gauges.active(),
        gauges.idle(),
        gauges.pending(),
        config.pool().maxSize(),
        node.tenantSwitches(),
        replicas);
  }

  /** Hands its callers over to another one, and closes when the last work here has ended. */
  Mono<Void> replaceBy(Server other) {
    return Mono.defer(
        () -> {
          watch.close();
          source.replaceBy(other.source);
          connector.stop();
          return source.drain().then(connector.close());
        });
  }

  /** Takes no new work, and closes when the work in progress has ended or the time is over. */
  Mono<Void> close(Duration grace) {
    return Mono.defer(
        () -> {
          watch.close();
          connector.stop();
          return source.close(grace).then(connector.close());
        });
  }

  /** Told of physical connections. */
  private final class Observer implements ConnectionObserver {

    @Override
    public void connected() {
      log.connected();
      events.connected();
      watch.connected();
      node.connected();
    }

    @Override
    public void disconnected() {
      events.disconnected();
    }

    @Override
    public void connectFailed(Throwable error) {
      log.connectFailed(error);
      events.failed(error);
      watch.connectFailed(error);
    }

    @Override
    public void retrying(int attempt, Duration delay, Throwable error) {
      events.retrying(attempt, delay, error);
    }
  }
}
