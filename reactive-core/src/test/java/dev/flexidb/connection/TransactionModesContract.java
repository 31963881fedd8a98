package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.TransactionDefinition;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S12: the modes of one borrower's transactions are nobody else's. */
interface TransactionModesContract extends Contract {

  TransactionDefinition READ_ONLY =
      dev.flexidb.family.Transaction.definition(Map.of(TransactionDefinition.READ_ONLY, true));

  /**
   * On PostgreSQL the level by its name; elsewhere the number of rows, one more of which is seen by
   * who reads what is not committed.
   */
  private static String look(TwoTenants tenants) {
    return tenants.isPostgreSql() ? "SHOW transaction_isolation" : "SELECT count(*) FROM item";
  }

  private static IsolationLevel unusual(TwoTenants tenants) {
    return tenants.isPostgreSql() ? IsolationLevel.SERIALIZABLE : IsolationLevel.READ_UNCOMMITTED;
  }

  /** The work, while a session that is none of ours has not committed a row of each tenant. */
  private Flux<String> besideOpenInserts(TwoTenants tenants, Flux<String> work) {
    String insert = "INSERT INTO %s.item VALUES (99, 'dirty')";
    return Flux.usingWhen(
        ConnectionFactories.get(url(tenants.database)).create(),
        other ->
            Mono.from(other.beginTransaction())
                .thenMany(Flux.just(tenants.a, tenants.b))
                .concatMap(tenant -> other.createStatement(insert.formatted(tenant)).execute())
                .concatMap(Result::getRowsUpdated)
                .thenMany(work),
        Connection::close);
  }

  /** What the next borrower finds, in a transaction and without one; and it may write. */
  private static Flux<String> usual(TwoTenants tenants) {
    String write = "UPDATE item SET owner = owner WHERE id = 1";
    return tenants
        .with(
            c ->
                TwoTenants.strings(c, look(tenants))
                    .concatWith(TwoTenants.update(c, write).then(Mono.empty()))
                    .concatWith(c.beginTransaction().then(Mono.empty()))
                    .concatWith(TwoTenants.strings(c, look(tenants)))
                    .concatWith(TwoTenants.update(c, write).then(Mono.empty())))
        .contextWrite(withSchema(tenants.b));
  }

  @Test
  @DisplayName("S12: an isolation level and READ ONLY end with their borrow")
  default void endWithTheirBorrow(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      List<Function<LogicalConnection, Mono<Void>>> begins =
          List.of(c -> c.beginTransaction(READ_ONLY), c -> c.setAutoCommit(false));
      List<Function<LogicalConnection, Mono<Void>>> ends =
          List.of(c -> Mono.empty(), c -> c.commitTransaction(), c -> c.rollbackTransaction());
      for (Function<LogicalConnection, Mono<Void>> begin : begins) {
        for (Function<LogicalConnection, Mono<Void>> end : ends) {
          Flux<String> unusual =
              tenants
                  .with(
                      c ->
                          c.setTransactionIsolationLevel(unusual(tenants))
                              .then(begin.apply(c))
                              .thenMany(TwoTenants.strings(c, look(tenants)))
                              .concatWith(end.apply(c).then(Mono.empty())))
                  .contextWrite(withSchema(tenants.a));
          StepVerifier.create(
                  besideOpenInserts(tenants, Flux.concat(usual(tenants), unusual, usual(tenants)))
                      .collectList())
              .assertNext(
                  seen -> {
                    String before = seen.get(0);
                    assertThat(seen.get(2)).as("in the borrow itself").isNotEqualTo(before);
                    seen.remove(2);
                    assertThat(seen).hasSize(4).containsOnly(before);
                  })
              .verifyComplete();
        }
      }
      assertThat(tenants.stats().totalConnections()).isOne();
    }
  }
}
