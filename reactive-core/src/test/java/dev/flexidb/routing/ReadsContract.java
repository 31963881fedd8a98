package dev.flexidb.routing;

import static dev.flexidb.Causality.withCausality;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.BusyMachine;
import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.DatabaseStats;
import dev.flexidb.Fallback;
import dev.flexidb.FlexiDbListener;
import dev.flexidb.HealthStatus;
import dev.flexidb.PoolConfig;
import dev.flexidb.QueryEvent;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.ReconnectConfig;
import dev.flexidb.batch.ResponseTimes;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.error.NoReplicaException;
import dev.flexidb.family.Transaction;
import dev.flexidb.routing.Replicated.Opened;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.TransactionDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Who does what: the primary, and a replica whose lag the test decides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReadsContract implements ReadsTogetherContract {

  final Replicated servers;

  ReadsContract(DatabaseKind kind) {
    servers = new Replicated(kind);
  }

  @Override
  public Replicated servers() {
    return servers;
  }

  @AfterEach
  void heal() {
    servers.heal();
  }

  @AfterAll
  void close() {
    servers.close();
  }

  static TransactionalOperator readOnly(Database view) {
    DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
    definition.setReadOnly(true);
    return TransactionalOperator.create(view.transactionManager(), definition);
  }

  /** Whether the server itself refused to write. */
  static boolean saysReadOnly(Throwable error) {
    for (Throwable told = error; told != null; told = told.getCause()) {
      if (told instanceof R2dbcException answer
          && ("25006".equals(answer.getSqlState())
              || answer.getErrorCode() == 1_792
              || answer.getErrorCode() == 1_290)) {
        return true;
      }
    }
    return false;
  }

  static void assertRefused(Mono<?> write) {
    StepVerifier.create(write)
        .verifyErrorSatisfies(error -> assertThat(error).matches(ReadsContract::saysReadOnly));
  }

  @Test
  @DisplayName("F05, Z05: a view for reading asks the replica, one for writing the primary")
  void readsOnReplica() {
    try (Opened db = servers.over(servers.one())) {
      assertThat(db.where(db.read()).block()).isEqualTo(db.replica());
      assertThat(db.where(db.write()).block()).isEqualTo(db.primary());
      assertThat(db.owners(db.read()).contextWrite(db.inA()).distinct().collectList().block())
          .containsExactly(servers.a);

      assertThat(db.statsOf(servers.toReplica).totalQueries()).isEqualTo(2);
      assertThat(db.stats().totalQueries()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("F05: a write through a view for reading is refused by the server, wherever it is")
  void refusesWritesInViewForReading() {
    try (Opened db = servers.over(servers.one())) {
      assertRefused(db.insert(db.read(), 5_000).contextWrite(db.inA()));
      assertThat(db.statsOf(servers.toReplica).circuit().name()).isEqualTo("CLOSED");

      servers.toReplica.refuse();
      servers.toReplica.reset();
      assertThat(db.whereOnceLost(db.read()).block()).isEqualTo(db.primary());
      assertRefused(db.insert(db.read(), 5_000).contextWrite(db.inA()));
      assertRefused(
          db.read()
              .sql("INSERT INTO item (id, owner) VALUES (5000, 'text')")
              .then()
              .contextWrite(db.inA()));
      assertRefused(
          db.read()
              .inTransaction(client -> db.insert(db.read(), 5_000))
              .contextWrite(db.inA())
              .then());
      assertThat(db.count(db.write(), 5_000).contextWrite(db.inA()).block()).isZero();
    }
  }

  @Test
  @DisplayName("F05: what was held read-only on the primary takes writes again")
  void isNotReadOnlyForTheNextBorrower() {
    servers.toReplica.refuse();
    try (Opened db =
        servers.over(servers.one(), c -> c.withPool(PoolConfig.DEFAULTS.withMaxSize(1)))) {
      for (int i = 0; i < 2; i++) {
        assertThat(db.where(db.read()).block()).isEqualTo(db.primary());
        assertThat(db.insert(db.write(), 5_001).contextWrite(db.inA()).block()).isEqualTo(1);
        assertThat(db.count(db.read(), 5_001).contextWrite(db.inA()).block()).isEqualTo(1);
        db.write().inTransaction(client -> db.delete(5_001)).contextWrite(db.inA()).then().block();
      }
    }
  }

  @Test
  @DisplayName("F05: a transaction of Spring's that is read-only goes to the replica")
  void sendsReadOnlyTransactionsToReplica() {
    try (Opened db = servers.over(servers.one())) {
      assertThat(readOnly(db.write()).transactional(db.where(db.write())).block())
          .isEqualTo(db.replica());
      assertThat(readOnly(db.write()).transactional(db.where(db.read())).block())
          .isEqualTo(db.replica());
      assertThat(db.read().inTransaction(client -> db.where(db.read())).blockLast())
          .isEqualTo(db.replica());
      assertRefused(
          readOnly(db.write()).transactional(db.insert(db.write(), 5_002)).contextWrite(db.inA()));
    }
  }

  @Test
  @DisplayName("Z06: in a transaction that writes nothing goes to a replica")
  void staysInWriteTransaction() {
    try (Opened db = servers.over(servers.one())) {
      Mono<Long> own =
          db.insert(db.write(), 5_003)
              .then(db.where(db.read()).doOnNext(p -> assertThat(p).isEqualTo(db.primary())))
              .then(db.count(db.read(), 5_003));
      StepVerifier.create(
              db.write()
                  .inTransaction(
                      client ->
                          own.delayUntil(seen -> Mono.error(new ArithmeticException("" + seen))))
                  .contextWrite(db.inA()))
          .verifyErrorMatches(error -> "1".equals(error.getMessage()));

      TransactionalOperator shared = TransactionalOperator.create(db.read().transactionManager());
      assertThat(shared.transactional(db.where(db.read())).block()).isEqualTo(db.primary());
      assertThat(db.read().transactionManager()).isSameAs(db.write().transactionManager());
      assertThat(db.read()).isNotEqualTo(db.write());
    }
  }

  @Test
  @DisplayName(
      "Z06: a connection moves to the primary when it is to write, and back by transaction")
  void movesBetweenTransactions() {
    try (Opened db = servers.over(servers.one())) {
      TransactionDefinition reading =
          Transaction.definition(Map.of(TransactionDefinition.READ_ONLY, true));
      List<Integer> ports =
          Flux.usingWhen(
                  db.write().create(),
                  connection ->
                      Flux.concat(
                          Mono.from(connection.beginTransaction(reading)).then(Mono.empty()),
                          port(connection),
                          Mono.from(connection.commitTransaction()).then(Mono.empty()),
                          port(connection),
                          Mono.from(connection.beginTransaction()).then(Mono.empty()),
                          port(connection),
                          Mono.from(connection.rollbackTransaction()).then(Mono.empty())),
                  Connection::close)
              .contextWrite(db.inA())
              .collectList()
              .block();

      assertThat(ports).containsExactly(db.replica(), db.primary(), db.primary());
      db.nothingHeld().as(StepVerifier::create).expectNext(0).verifyComplete();
    }
  }

  private Mono<Integer> port(Connection connection) {
    String port = servers.isPostgreSql() ? "inet_server_port()" : "@@port";
    return Flux.from(connection.createStatement("SELECT " + port).execute())
        .flatMap(result -> result.map(row -> row.get(0, Integer.class)))
        .single();
  }

  @Test
  @DisplayName("F05: where every replica is dead the primary reads, or by choice nobody")
  void fallsBackOrFails() {
    servers.toReplica.refuse();
    servers.again.refuse();
    try (Opened falls = servers.over(servers.two());
        Opened fails = servers.over(servers.two().withFallback(Fallback.FAIL))) {
      assertThat(falls.where(falls.read()).block()).isEqualTo(falls.primary());
      StepVerifier.create(fails.where(fails.read()))
          .verifyErrorSatisfies(
              error ->
                  assertThat(error)
                      .hasCauseInstanceOf(NoReplicaException.class)
                      .hasMessageContaining("none of its 2 replicas"));
      assertThat(fails.where(fails.write()).block()).isEqualTo(fails.primary());
    }
  }

  @Test
  @DisplayName("F05: a replica that was killed is left alone, and used again when it is back")
  void skipsTheDeadAndComesBack() {
    try (Opened db =
        servers.over(
            servers.one(),
            c ->
                c.withCircuitBreaker(
                    c.circuitBreaker()
                        .withThreshold(1)
                        .withResetTimeout(Duration.ofMillis(100))))) {
      assertThat(db.where(db.read()).block()).isEqualTo(db.replica());
      servers.toReplica.refuse();
      servers.toReplica.reset();
      assertThat(db.whereOnceLost(db.read()).block()).isEqualTo(db.primary());
      servers.toReplica.accept();

      db.where(db.read())
          .filter(port -> port == db.replica())
          .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(20)).take(250))
          .as(StepVerifier::create)
          .expectNext(db.replica())
          .verifyComplete();
    }
  }

  /** Writes down what it is told, with the server of it. */
  private static final class Told implements FlexiDbListener {

    private final List<String> events = new CopyOnWriteArrayList<>();

    @Override
    public void onConnect(String database, String server) {
      events.add("connected " + server);
    }

    @Override
    public void onDisconnect(String database, String server) {
      events.add("disconnected " + server);
    }

    @Override
    public void onQuery(QueryEvent event) {
      events.add("query " + event.server());
    }

    @Override
    public void onHealthChanged(
        String database, String server, HealthStatus before, HealthStatus now) {
      events.add(now + " " + server);
    }

    /** Completes when it was told this so often. */
    Mono<Long> awaited(String event, long times) {
      return Mono.fromSupplier(() -> events.stream().filter(event::equals).count())
          .filter(told -> told == times)
          .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(10)).take(1_000));
    }
  }

  @Test
  @DisplayName("F06, F15, Z08: a replica has health, statistics, events and a search of its own")
  void watchesReplicas() {
    Told told = new Told();
    DatabaseConfig config =
        servers
            .config(servers.one())
            .withHealthCheck(BusyMachine.HEALTH)
            .withReconnect(
                ReconnectConfig.DEFAULTS
                    .withInterval(Duration.ofMillis(20))
                    .withMaxAttempts(10_000));
    String replica = "127.0.0.1:" + servers.toReplica.port();
    String primary = "127.0.0.1:" + servers.toPrimary.port();
    try (Opened db = new Opened(ReactiveFlexiDb.builder().listener(told).build(), servers)) {
      db.db().register("app", config).then(db.db().health()).block();
      assertThat(db.where(db.read()).block()).isEqualTo(db.replica());
      told.awaited("query " + replica, 1).as(StepVerifier::create).expectNext(1L).verifyComplete();
      assertThat(told.events)
          .contains("connected " + replica, "connected " + primary)
          .doesNotContain("query " + primary);
      DatabaseStats stats = db.statsOf(servers.toReplica);
      assertThat(stats.connected()).isTrue();
      assertThat(stats.lastConnectedAt()).isPresent();
      assertThat(stats.health()).isEqualTo(HealthStatus.HEALTHY);
      assertThat(stats.totalQueries()).isEqualTo(1);
      assertThat(stats.responseTimes().p50()).isPositive();
      assertThat(stats.totalConnections()).isEqualTo(1);
      assertThat(db.stats().responseTimes()).isEqualTo(ResponseTimes.NONE);

      servers.toReplica.refuse();
      servers.toReplica.reset();
      assertThat(db.whereOnceLost(db.read()).block()).isEqualTo(db.primary());
      told.awaited("UNHEALTHY " + replica, 1)
          .as(StepVerifier::create)
          .expectNext(1L)
          .verifyComplete();
      assertThat(db.statsOf(servers.toReplica).lastError()).isPresent();
      servers.toReplica.accept();
      told.awaited("HEALTHY " + replica, 1)
          .as(StepVerifier::create)
          .expectNext(1L)
          .verifyComplete();

      assertThat(told.events)
          .contains("disconnected " + replica)
          .doesNotContain("UNHEALTHY " + primary, "disconnected " + primary);
      assertThat(db.stats().lastError()).isEmpty();
    }
  }

  @Test
  @DisplayName("F05: reads see their own Context's writes, and only they take the primary for it")
  void readsItsOwnWrites() {
    try (Opened db = servers.over(servers.one().withCausalWait(Duration.ofMillis(50)))) {
      db.where(db.read()).block();
      servers.replica.pauseReplay();
      Mono<Long> stale = db.insert(db.write(), 5_004).then(db.count(db.read(), 5_004));
      Mono<Long> own = db.count(db.read(), 5_004);

      assertThat(stale.contextWrite(db.inA()).block()).isZero();
      assertThat(
              db.delete(5_004)
                  .then(stale)
                  .contextWrite(withCausality())
                  .contextWrite(db.inA())
                  .block())
          .isEqualTo(1);
      Mono<Long> byTransaction =
          db.write()
              .inTransaction(client -> db.insert(db.write(), 5_005))
              .then(db.count(db.read(), 5_005));
      assertThat(byTransaction.contextWrite(withCausality()).contextWrite(db.inA()).block())
          .isEqualTo(1);
      assertThat(own.contextWrite(withCausality()).contextWrite(db.inA()).block()).isZero();
      servers.replica.resumeReplay();
      db.delete(5_004).then(db.delete(5_005)).block();
    }
  }

  @Test
  @DisplayName("F05: reads wait for a replica that shows their writes soon")
  void waitsForTheReplica() {
    try (Opened db = servers.over(servers.one().withCausalWait(Duration.ofSeconds(20)))) {
      servers.replica.pauseReplay();
      Mono<Void> resumed =
          Mono.<Void>fromRunnable(servers.replica::resumeReplay)
              .subscribeOn(Schedulers.boundedElastic());
      Mono<Long> seen = db.count(db.read(), 5_006);
      assertThat(
              db.insert(db.write(), 5_006)
                  .then(Mono.zip(seen, resumed.thenReturn(0), (count, done) -> count))
                  .contextWrite(withCausality())
                  .contextWrite(db.inA())
                  .block())
          .isEqualTo(1);
      assertThat(db.statsOf(servers.toReplica).totalQueries()).isEqualTo(1);
      db.delete(5_006).block();
    }
  }

  @Test
  @DisplayName("S34: on a replica too no row reaches another tenant, whenever callers give up")
  void neverMixesTenants() {
    try (Opened db = servers.over(servers.one())) {
      AtomicLong rows = new AtomicLong();
      Random random = new Random();
      Flux.range(0, 200)
          .map(i -> read(db, i % 2 == 0 ? servers.a : servers.b, random.nextInt(2_000), rows))
          .flatMap(call -> call, 8)
          .as(StepVerifier::create)
          .verifyComplete();

      assertThat(rows.get()).isGreaterThan(Replicated.ROWS);
      assertThat(db.stats().totalQueries()).isZero();
      db.nothingHeld().as(StepVerifier::create).expectNext(0).verifyComplete();
    }
  }

  private static Mono<Void> read(Opened db, String tenant, int take, AtomicLong rows) {
    return db.owners(db.read())
        .doOnNext(
            owner -> {
              if (!owner.equals(tenant)) {
                throw new AssertionError(tenant + " was given a row of " + owner);
              }
              rows.incrementAndGet();
            })
        .take(1 + take)
        .contextWrite(withSchema(tenant))
        .then();
  }
}
