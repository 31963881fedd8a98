package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.flexidb.batch.CircuitBreakerConfig;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S12: limits of one borrower hold for its statements, and for nobody else's. */
interface LimitsContract extends Contract {

  Duration SHORT = Duration.ofMillis(60);

  /** Takes minutes; on MySQL a sleep is no error when its time is over. */
  String LONG = "SELECT count(*) FROM item a, item b, item c, item d WHERE a.id + b.id + c.id < 0";

  int ROWS = 2_000;

  private static String longWith(TwoTenants tenants) {
    return LONG + " AND d.id > " + tenants.marker();
  }

  /** The two limits of the session, in milliseconds. */
  private static String shown(TestDatabase database) {
    return switch (database.server().kind()) {
      case POSTGRESQL ->
          "SELECT concat(current_setting('statement_timeout'), ' ', current_setting('lock_timeout'))";
      case MARIADB ->
          "SELECT CONCAT(@@max_statement_time * 1000, ' ', @@innodb_lock_wait_timeout * 1000)";
      case MYSQL -> "SELECT CONCAT(@@max_execution_time, ' ', @@innodb_lock_wait_timeout * 1000)";
    };
  }

  private static void assertStopped(Flux<?> work, String tenant) {
    StepVerifier.create(work.contextWrite(withSchema(tenant)))
        .expectErrorSatisfies(error -> assertThat(error).isInstanceOf(R2dbcException.class))
        .verify(Duration.ofSeconds(30));
  }

  @Test
  @DisplayName("S12: a statement that takes too long is ended, bound or not, alone or not")
  default void endsStatementThatTakesTooLong(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, ROWS)) {
      String before =
          tenants.query(shown(database)).contextWrite(withSchema(tenants.b)).blockLast();
      List<Function<LogicalConnection, Flux<String>>> ways =
          List.of(
              c -> TwoTenants.strings(c, LONG),
              c -> TwoTenants.strings(c, longWith(tenants), 0),
              c -> c.beginTransaction().thenMany(TwoTenants.strings(c, LONG)),
              c -> c.beginTransaction().thenMany(TwoTenants.strings(c, longWith(tenants), 0)),
              c ->
                  c.beginTransaction()
                      .thenMany(TwoTenants.strings(c, TwoTenants.ALL).then())
                      .thenMany(TwoTenants.strings(c, longWith(tenants), 0)));
      for (Function<LogicalConnection, Flux<String>> way : ways) {
        assertStopped(
            tenants.with(c -> c.setStatementTimeout(SHORT).thenMany(way.apply(c))), tenants.a);
        StepVerifier.create(tenants.query(shown(database)).contextWrite(withSchema(tenants.b)))
            .expectNext(String.valueOf(before))
            .verifyComplete();
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: a lock is waited for no longer than its borrower allows")
  default void waitsForLockNoLongerThanAllowed(TestDatabase database) {
    try (TwoTenants tenants =
        tenants(database, 3, config -> config.withPool(config.pool().withMaxSize(2)))) {
      String update = "UPDATE item SET owner = 'new' WHERE id = " + tenants.marker();
      Flux<String> waiter =
          tenants.with(c -> c.setLockWaitTimeout(SHORT).thenMany(TwoTenants.strings(c, update, 1)));
      Flux<String> work =
          tenants.with(
              holder ->
                  holder
                      .beginTransaction()
                      .thenMany(TwoTenants.strings(holder, update, 1))
                      .thenMany(waiter));
      assertStopped(work, tenants.a);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: limits change from statement to statement, and end with their borrower")
  default void limitsStatementsAsTheyAreSubscribed(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Mono<List<String>> before =
          tenants.query(shown(database)).contextWrite(withSchema(tenants.b)).collectList();
      List<String> resting = before.block();
      boolean postgreSql = Contract.isPostgreSql(database);
      Flux<String> seen =
          tenants.with(
              c ->
                  c.setStatementTimeout(Duration.ofSeconds(2))
                      .then(c.setLockWaitTimeout(Duration.ofSeconds(3)))
                      .thenMany(TwoTenants.strings(c, shown(database)))
                      .concatWith(c.setStatementTimeout(Duration.ZERO).then(Mono.empty()))
                      .concatWith(c.beginTransaction().then(Mono.empty()))
                      .concatWith(TwoTenants.strings(c, shown(database))));
      StepVerifier.create(seen.contextWrite(withSchema(tenants.a)).map(LimitsContract::plain))
          .expectNext(postgreSql ? "2s 3s" : "2000 3000")
          .expectNext(postgreSql ? "0 3s" : "0 3000")
          .verifyComplete();
      assertThat(before.block()).isEqualTo(resting);
    }
  }

  /** Without the places behind the point that MariaDB shows. */
  private static String plain(String shown) {
    return shown.replaceAll("\\.0+", "");
  }

  @Test
  @DisplayName("S12: without tenants too")
  default void limitsWithoutTenants(TestDatabase database) {
    try (TwoTenants tenants =
        tenants(database, 3, config -> config.withTenancy(dev.flexidb.Tenancy.none()))) {
      String resting = tenants.query(shown(database)).blockLast();
      boolean postgreSql = Contract.isPostgreSql(database);
      for (boolean transaction : new boolean[] {false, true}) {
        Flux<String> seen =
            tenants.with(
                c ->
                    c.setStatementTimeout(Duration.ofSeconds(2))
                        .then(c.setLockWaitTimeout(Duration.ofSeconds(3)))
                        .then(transaction ? c.beginTransaction() : Mono.empty())
                        .thenMany(TwoTenants.strings(c, shown(database))));
        StepVerifier.create(seen.map(LimitsContract::plain))
            .expectNext(postgreSql ? "2s 3s" : "2000 3000")
            .verifyComplete();
        StepVerifier.create(tenants.query(shown(database)))
            .expectNext(String.valueOf(resting))
            .verifyComplete();
      }
    }
  }

  @Test
  @DisplayName("S12, F21: a database's limit is for all; a borrower's own is no failure of it")
  default void judgesLimitsByWhoseTheyAre(TestDatabase database) {
    try (TwoTenants tenants =
        tenants(
            database,
            ROWS,
            config ->
                config
                    .withStatementTimeout(Duration.ofSeconds(1))
                    .withCircuitBreaker(CircuitBreakerConfig.DEFAULTS.withThreshold(2)))) {
      for (int i = 0; i < 3; i++) {
        assertStopped(
            tenants.with(c -> c.setStatementTimeout(SHORT).thenMany(TwoTenants.strings(c, LONG))),
            tenants.a);
      }
      assertThat(tenants.stats().circuit()).isEqualTo(CircuitState.CLOSED);
      for (int i = 0; i < 2; i++) {
        assertStopped(tenants.query(longWith(tenants), 0), tenants.a);
      }
      assertThat(tenants.stats().circuit()).isEqualTo(CircuitState.OPEN);
    }
  }

  @Test
  @DisplayName("S12: a limit is no less than zero; to set it sends nothing")
  default void sendsNothingToSetLimit(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Object> work =
          tenants.with(
              c -> {
                Duration less = Duration.ofMillis(-1);
                assertThatIllegalArgumentException().isThrownBy(() -> c.setStatementTimeout(less));
                assertThatIllegalArgumentException().isThrownBy(() -> c.setLockWaitTimeout(less));
                return c.setStatementTimeout(SHORT)
                    .then(c.setLockWaitTimeout(SHORT))
                    .thenMany(Flux.empty());
              });
      StepVerifier.create(work).verifyComplete();
      assertThat(tenants.stats().totalConnections()).isZero();
    }
  }
}
