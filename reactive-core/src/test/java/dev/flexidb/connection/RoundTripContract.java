package dev.flexidb.connection;

import static dev.flexidb.Deadline.withDeadline;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Tenancy;
import dev.flexidb.TenantSwitch;
import dev.flexidb.embedded.FaultProxy;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * S05: what a tenant costs, in round trips counted on the wire: on one warm connection, which the
 * tenants use in turn.
 */
interface RoundTripContract extends Contract {

  Duration LONG = Duration.ofMinutes(1);

  String READ = "SELECT owner FROM item WHERE id = ";
  String WRITE = "UPDATE item SET owner = owner WHERE id = ";

  /** Some tenants behind a network so slow that nobody sends before an answer is complete. */
  final class Wire implements AutoCloseable {
    private final FaultProxy proxy;
    private final TwoTenants tenants;

    Wire(Contract contract, TestDatabase database) {
      this.proxy = FaultProxy.to(database.server());
      this.tenants =
          contract.tenants(
              database,
              contract.url(database, proxy.r2dbcUrl(database.name())),
              3,
              config -> config);
      tenants.assertHealthy();
      proxy.delay(Duration.ofMillis(4));
    }

    TwoTenants tenants() {
      return tenants;
    }

    /** Once more where the machine's own pauses added to it: a real one is there every time. */
    void assertEach(Function<TwoTenants, Mono<?>> work, long expected) {
      List<Long> trips = tripsInTurn(work);
      for (int more = 0; more < 2 && Collections.max(trips) > expected; more++) {
        trips = tripsInTurn(work);
      }
      assertThat(trips).hasSize(4).containsOnly(expected);
    }

    /** For each of the tenants in turn. */
    private List<Long> tripsInTurn(Function<TwoTenants, Mono<?>> work) {
      return Flux.just(tenants.a, tenants.b, tenants.a, tenants.b)
          .map(tenant -> trips(tenant, work))
          .collectList()
          .blockOptional()
          .orElseThrow();
    }

    long trips(String tenant, Function<TwoTenants, Mono<?>> work) {
      proxy.resetCounters();
      Objects.requireNonNull(work.apply(tenants).contextWrite(withSchema(tenant)).block());
      return proxy.traffic().roundTrips();
    }

    @Override
    public void close() {
      proxy.delay(Duration.ZERO);
      tenants.close();
      proxy.close();
    }
  }

  private static Mono<Long> write(LogicalConnection c, TwoTenants tenants, boolean bound) {
    return bound
        ? Flux.from(c.createStatement(WRITE + tenants.marker()).bind(0, 1).execute())
            .flatMap(result -> result.getRowsUpdated())
            .single()
        : TwoTenants.update(c, WRITE + 1);
  }

  private static Mono<Long> inTransaction(TwoTenants tenants, boolean bound) {
    return tenants
        .with(
            c ->
                c.beginTransaction()
                    .then(write(c, tenants, bound))
                    .flatMap(n -> c.commitTransaction().thenReturn(n)))
        .single();
  }

  private static Mono<Long> bySpring(TwoTenants tenants) {
    R2dbcTransactionManager manager = new R2dbcTransactionManager(tenants.app());
    return DatabaseClient.create(tenants.app())
        .sql(WRITE + ":id")
        .bind("id", 1)
        .fetch()
        .rowsUpdated()
        .as(TransactionalOperator.create(manager)::transactional);
  }

  /** What a statement with parameters costs where the connection stood in another tenant. */
  private long ofBoundStatement(TwoTenants tenants) {
    return tenants.isPostgreSql() && way() == TenantSwitch.ONE_FLIGHT ? 1 : 2;
  }

  private static long ofText(TwoTenants tenants) {
    return tenants.isPostgreSql() ? 1 : 2;
  }

  /** On the MySQL family USE, BEGIN, the write and COMMIT are each awaited. */
  private static long ofTransaction(TwoTenants tenants) {
    return tenants.isPostgreSql() ? 2 : 4;
  }

  @Test
  @DisplayName("S05: a read: 1 on PostgreSQL (bound, on the way back from one flight, 2)")
  default void readsInOneRoundTrip(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      TwoTenants tenants = wire.tenants();
      wire.assertEach(t -> t.query(READ + t.marker(), 1).single(), ofBoundStatement(tenants));
      wire.assertEach(t -> t.query(READ + 1).single(), ofText(tenants));
    }
  }

  @Test
  @DisplayName("S05: a write in autocommit: the same, and it is committed")
  default void writesInOneRoundTrip(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      TwoTenants tenants = wire.tenants();
      wire.assertEach(t -> t.with(c -> write(c, t, true)).single(), ofBoundStatement(tenants));
      wire.assertEach(t -> t.with(c -> write(c, t, false)).single(), ofText(tenants));
    }
  }

  @Test
  @DisplayName("S05, S12: a transaction of one write: 2 on PostgreSQL")
  default void takesTwoRoundTripsForTransactionOfOneWrite(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      long expected = ofTransaction(wire.tenants());
      wire.assertEach(t -> inTransaction(t, true), expected);
      wire.assertEach(t -> inTransaction(t, false), expected);
      wire.assertEach(RoundTripContract::bySpring, expected);
    }
  }

  @Test
  @DisplayName("S05: on PostgreSQL limits cost no round trip")
  default void takesLimitsAlong(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      TwoTenants tenants = wire.tenants();
      if (tenants.isPostgreSql()) {
        for (boolean bound : new boolean[] {true, false}) {
          wire.assertEach(
              t -> t.with(c -> limited(c).then(write(c, t, bound))).single(),
              bound ? ofBoundStatement(tenants) : ofText(tenants));
        }
      }
    }
  }

  @Test
  @DisplayName("a deadline costs no round trip: with tenants and without, in transactions too")
  default void takesDeadlineAlong(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      TwoTenants tenants = wire.tenants();
      Function<Mono<?>, Mono<?>> hasty = work -> work.contextWrite(withDeadline(LONG));
      for (boolean bound : new boolean[] {true, false}) {
        wire.assertEach(
            t -> hasty.apply(t.with(c -> write(c, t, bound)).single()),
            bound ? ofBoundStatement(tenants) : ofText(tenants));
        wire.assertEach(t -> hasty.apply(inTransaction(t, bound)), ofTransaction(tenants));
      }
    }
  }

  @Test
  @DisplayName("nor does it on PostgreSQL without tenants")
  default void takesDeadlineAlongWithoutTenants(TestDatabase database) {
    if (!Contract.isPostgreSql(database)) {
      return;
    }
    try (FaultProxy proxy = FaultProxy.to(database.server());
        TwoTenants tenants =
            tenants(
                database,
                url(database, proxy.r2dbcUrl(database.name())),
                3,
                config -> config.withTenancy(Tenancy.none()))) {
      Mono<?> bound = tenants.query("SELECT 1 WHERE $1 = 1", 1).single();
      Mono<?> text = tenants.query("SELECT 1").single();
      Mono<?> transaction =
          tenants
              .with(
                  c ->
                      c.beginTransaction()
                          .thenMany(TwoTenants.strings(c, "SELECT 1 WHERE $1 = 1", 1))
                          .concatWith(TwoTenants.strings(c, "SELECT 1"))
                          .concatWith(c.commitTransaction().then(Mono.empty())))
              .collectList();
      // Tries whether the driver lets a deadline go along.
      assertThat(bound.contextWrite(withDeadline(LONG)).block()).isNotNull();
      proxy.delay(Duration.ofMillis(4));
      for (Mono<?> work : List.of(bound, text, transaction)) {
        proxy.resetCounters();
        assertThat(work.contextWrite(withDeadline(LONG)).block()).isNotNull();
        assertThat(proxy.traffic().roundTrips()).isEqualTo(work == transaction ? 3 : 1);
      }
      proxy.delay(Duration.ZERO);
    }
  }

  private static Mono<Void> limited(LogicalConnection c) {
    return c.setStatementTimeout(Duration.ofMinutes(1))
        .then(c.setLockWaitTimeout(Duration.ofMinutes(1)));
  }

  @Test
  @DisplayName("S05: on the MySQL family USE is left out where the connection stands already")
  default void leavesOutUseWhereConnectionStands(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      TwoTenants tenants = wire.tenants();
      wire.trips(tenants.a, t -> t.query(READ + 1).single());
      long bound = wire.trips(tenants.a, t -> t.query(READ + t.marker(), 1).single());
      long text = wire.trips(tenants.a, t -> t.query(READ + 1).single());
      long transaction = wire.trips(tenants.a, t -> inTransaction(t, true));
      boolean use = !tenants.isPostgreSql();
      assertThat(bound).isEqualTo(use ? 1 : ofBoundStatement(tenants));
      assertThat(text).isEqualTo(1);
      assertThat(transaction).isEqualTo(use ? 3 : 2);
    }
  }

  @Test
  @DisplayName("S05: with a fetch size: on PostgreSQL one for each portion, and one for the end")
  default void asksForEachPortion(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      TwoTenants tenants = wire.tenants();
      long end = ofBoundStatement(tenants);
      boolean portions = tenants.isPostgreSql();
      wire.assertEach(t -> fetching(t, 10), portions ? 1 + end : ofText(tenants));
      wire.assertEach(t -> fetching(t, 2), portions ? 2 + end : ofText(tenants));
    }
  }

  /** All three rows. */
  private static Mono<String> fetching(TwoTenants tenants, int rows) {
    return tenants
        .with(
            c ->
                Flux.from(c.createStatement(TwoTenants.ALL).fetchSize(rows).execute())
                    .concatMap(TwoTenants::strings))
        .last();
  }

  @Test
  @DisplayName("S05, S12: in a transaction one for each statement, and one for the end")
  default void takesOneForEachStatementOfTransaction(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      long expected = ofTransaction(wire.tenants()) + 2;
      wire.assertEach(t -> ofThree(t, true), expected);
      wire.assertEach(t -> ofThree(t, false), expected);
    }
  }

  private static Mono<Long> ofThree(TwoTenants tenants, boolean bound) {
    return tenants
        .with(
            c ->
                c.beginTransaction()
                    .then(write(c, tenants, bound))
                    .then(write(c, tenants, bound))
                    .then(write(c, tenants, bound))
                    .flatMap(n -> c.commitTransaction().thenReturn(n)))
        .single();
  }

  @Test
  @DisplayName("S05: several rows of parameters: one for each, and one to commit or for USE")
  default void takesOneForEachRowOfParameters(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      wire.assertEach(RoundTripContract::ofThreeRows, 4);
    }
  }

  private static Mono<Long> ofThreeRows(TwoTenants tenants) {
    return tenants
        .with(
            c ->
                Flux.from(
                        c.createStatement(WRITE + tenants.marker())
                            .bind(0, 1)
                            .add()
                            .bind(0, 2)
                            .add()
                            .bind(0, 3)
                            .execute())
                    .concatMap(Result::getRowsUpdated))
        .reduce(0L, Long::sum);
  }

  @Test
  @DisplayName("S05, S12: outside of a transaction: 2, as the schema is told first")
  default void tellsSchemaFirstOutsideTransaction(TestDatabase database) {
    try (Wire wire = new Wire(this, database)) {
      for (boolean bound : new boolean[] {true, false}) {
        // Its connection is closed behind it.
        wire.trips(wire.tenants().b, t -> t.query(READ + 1).single());
        assertThat(wire.trips(wire.tenants().a, t -> outside(t, bound))).isEqualTo(2);
      }
    }
  }

  private static Mono<Long> outside(TwoTenants tenants, boolean bound) {
    return Flux.usingWhen(
            tenants.app().outsideTransaction().create().cast(LogicalConnection.class),
            c -> write(c, tenants, bound),
            LogicalConnection::close)
        .single();
  }
}
