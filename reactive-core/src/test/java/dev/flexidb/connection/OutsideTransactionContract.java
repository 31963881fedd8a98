package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.MissingTenantException;
import dev.flexidb.error.TransactionRefusedException;
import dev.flexidb.error.UnknownSchemaException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S10, S12: statements that refuse a transaction run in their tenant, where they ask for it. */
interface OutsideTransactionContract extends Contract {

  private static Flux<Long> run(Database database, String sql) {
    return Flux.usingWhen(
        database.create(),
        connection ->
            Flux.from(connection.createStatement(sql).execute()).flatMap(Result::getRowsUpdated),
        Connection::close);
  }

  private static List<String> refusing(TestDatabase database) {
    return Contract.isPostgreSql(database)
        ? List.of("VACUUM item", "CREATE INDEX CONCURRENTLY by_owner ON item (owner)")
        : List.of("OPTIMIZE TABLE item", "CREATE INDEX by_owner ON item (owner)");
  }

  @Test
  @DisplayName("S10, S12: in the tenant's schema, and nothing of it stays on the session")
  default void runsInTenant(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Database outside = tenants.app().outsideTransaction();
      for (String sql : refusing(database)) {
        StepVerifier.create(run(outside, sql).contextWrite(withSchema(tenants.a)).then())
            .verifyComplete();
      }
      String indexes =
          Contract.isPostgreSql(database)
              ? "SELECT schemaname FROM pg_indexes WHERE indexname = 'by_owner'"
              : "SELECT table_schema FROM information_schema.statistics WHERE index_name = 'by_owner'";
      assertThat(tenants.onServer(indexes)).isEqualTo(tenants.a);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S10, S12: it costs its connection, which serves nobody after it")
  default void closesConnection(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String ask = "SELECT " + (tenants.isPostgreSql() ? "pg_backend_pid()" : "CONNECTION_ID()");
      Mono<String> usual = tenants.query(ask).contextWrite(withSchema(tenants.b)).single();
      Mono<String> outside =
          Flux.usingWhen(
                  tenants.app().outsideTransaction().create(),
                  c -> Flux.from(c.createStatement(ask).execute()).flatMap(TwoTenants::strings),
                  Connection::close)
              .contextWrite(withSchema(tenants.a))
              .single();
      StepVerifier.create(Flux.concat(usual, usual, outside, usual, outside, outside).collectList())
          .assertNext(
              ids -> {
                assertThat(ids.subList(0, 3)).containsOnly(ids.get(0));
                assertThat(ids.subList(3, 5)).containsOnly(ids.get(3));
                assertThat(List.of(ids.get(0), ids.get(3), ids.get(5))).doesNotHaveDuplicates();
              })
          .verifyComplete();
    }
  }

  @Test
  @DisplayName("S10: it fails closed like any other statement")
  default void failsClosed(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Long> work = run(tenants.app().outsideTransaction(), refusing(database).get(0));
      StepVerifier.create(work).verifyError(MissingTenantException.class);
      StepVerifier.create(work.contextWrite(withSchema("nobody_has_this")))
          .verifyError(UnknownSchemaException.class);
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: without tenants and without a schema too")
  default void createsDatabase(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Database outside = tenants.app().outsideTransaction();
      String other = database.name() + "_other";
      Mono<Void> work =
          run(outside, "CREATE DATABASE " + other)
              .then(run(outside, "DROP DATABASE " + other).then());
      StepVerifier.create(work.contextWrite(withoutSchema())).verifyComplete();
    }
  }

  @Test
  @DisplayName("S12: there it begins no transaction")
  default void beginsNoTransaction(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Database outside = tenants.app().outsideTransaction();
      for (Mono<Void> begin :
          List.<Mono<Void>>of(
              Mono.usingWhen(
                  outside.create(), c -> Mono.from(c.beginTransaction()), Connection::close),
              Mono.usingWhen(
                  outside.create(), c -> Mono.from(c.setAutoCommit(false)), Connection::close),
              Mono.usingWhen(
                  outside.create(), c -> Mono.from(c.createSavepoint("s")), Connection::close))) {
        StepVerifier.create(begin.contextWrite(withSchema(tenants.a)))
            .verifyError(IllegalStateException.class);
      }
    }
  }

  @Test
  @DisplayName("S12: elsewhere PostgreSQL's refusal says where to go")
  default void saysWhereToRunThem(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      if (!tenants.isPostgreSql()) {
        return;
      }
      for (String sql : refusing(database)) {
        for (boolean transaction : new boolean[] {false, true}) {
          Flux<Long> work =
              tenants.with(
                  c ->
                      (transaction ? c.beginTransaction() : Mono.<Void>empty())
                          .then(TwoTenants.update(c, sql)));
          StepVerifier.create(work.contextWrite(withSchema(tenants.a)))
              .verifyErrorSatisfies(
                  error ->
                      assertThat(error)
                          .isInstanceOf(TransactionRefusedException.class)
                          .hasMessageContaining("Database.outsideTransaction()"));
        }
      }
      tenants.assertHealthy();
    }
  }
}
