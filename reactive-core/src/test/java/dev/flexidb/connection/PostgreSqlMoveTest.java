package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import io.r2dbc.spi.R2dbcException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S11, S12: code that moves a transaction to another schema moves no statement behind it. */
@WithServer(DatabaseKind.POSTGRESQL)
class PostgreSqlMoveTest implements Contract {

  private static final String ONE = "SELECT owner FROM item WHERE id = $1";

  private static void createFunctions(TwoTenants tenants) {
    tenants.database.execute(
        ("CREATE FUNCTION %s.move(target text) RETURNS text LANGUAGE plpgsql AS"
                + " $$ BEGIN RETURN set_config('search_path', target, true); END $$")
            .formatted(tenants.a));
  }

  private static Flux<String> reads(LogicalConnection c, int kind) {
    return switch (kind) {
      case 0 -> TwoTenants.strings(c, TwoTenants.ALL);
      case 1 -> TwoTenants.strings(c, ONE, 1);
      case 2 ->
          Flux.from(c.createBatch().add(TwoTenants.ALL).add(TwoTenants.ALL).execute())
              .concatMap(TwoTenants::strings);
      default ->
          Flux.from(c.createStatement(TwoTenants.ALL).fetchSize(2).execute())
              .concatMap(TwoTenants::strings);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT move('%s')",
        "SELECT move('%s' || substr($1::text, 1, 0))",
        "DO $$ BEGIN PERFORM move('%s'); END $$",
        "SELECT U&\"set_c\\006fnfig\"('search_path', '%s', true)",
        "SET LOCAL search_path = %s",
        "SET LOCAL SCHEMA '%s'"
      })
  @DisplayName("S12: the next statement of the transaction is in its tenant, whatever kind it is")
  void tellsEveryStatementItsTenant(String move, TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      createFunctions(tenants);
      String sql = move.formatted(tenants.b);
      for (int kind = 0; kind < 4; kind++) {
        int read = kind;
        Mono<List<String>> owners =
            tenants
                .with(
                    c -> {
                      Flux<String> moved =
                          sql.contains("$1")
                              ? TwoTenants.strings(c, sql, 1)
                              : TwoTenants.strings(c, sql);
                      return c.beginTransaction()
                          .thenMany(reads(c, 0).then())
                          .thenMany(moved.then())
                          .thenMany(reads(c, read));
                    })
                .collectList();
        StepVerifier.create(owners.contextWrite(withSchema(tenants.a)))
            .as("read " + kind)
            .assertNext(seen -> assertThat(seen).isNotEmpty().containsOnly(tenants.a))
            .verifyComplete();
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: a transaction that has failed is ended by its user's text")
  void endsFailedTransactionByText(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (String end : List.of("ROLLBACK", " /* now */ rollback;", "ABORT", "COMMIT", "END")) {
        Flux<String> work =
            tenants.with(
                c ->
                    TwoTenants.update(c, "BEGIN")
                        .then(TwoTenants.update(c, "SELECT 1/0"))
                        .onErrorComplete(R2dbcException.class)
                        .then(TwoTenants.update(c, end))
                        .thenMany(reads(c, 1)));
        StepVerifier.create(work.contextWrite(withSchema(tenants.a)))
            .expectNext(tenants.a)
            .verifyComplete();
      }
      StepVerifier.create(
              tenants
                  .with(
                      c ->
                          c.beginTransaction()
                              .then(TwoTenants.update(c, "SAVEPOINT s"))
                              .then(TwoTenants.update(c, "SELECT 1/0"))
                              .onErrorComplete(R2dbcException.class)
                              .then(TwoTenants.update(c, "ROLLBACK TO SAVEPOINT s"))
                              .thenMany(reads(c, 0))
                              .take(1))
                  .contextWrite(withSchema(tenants.a)))
          .expectNext(tenants.a)
          .verifyComplete();
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S10: functions and operators of a tenant do not stand in for the server's")
  void callsServersOwnFunctions(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String a = tenants.a;
      database.execute(
          ("CREATE FUNCTION %s.set_config(text, text, boolean) RETURNS text LANGUAGE plpgsql AS"
                  + " $$ BEGIN RAISE 'called'; END $$")
              .formatted(a),
          ("CREATE FUNCTION %s.has_schema_privilege(text, text) RETURNS boolean LANGUAGE plpgsql AS"
                  + " $$ BEGIN RAISE 'called'; END $$")
              .formatted(a),
          ("CREATE FUNCTION %s.divide(int, int) RETURNS int LANGUAGE plpgsql AS"
                  + " $$ BEGIN RAISE 'called'; END $$")
              .formatted(a),
          "CREATE OPERATOR %s./ (LEFTARG = int, RIGHTARG = int, FUNCTION = %s.divide)"
              .formatted(a, a),
          "CREATE DOMAIN %s.int4 AS text".formatted(a));
      for (int kind = 0; kind < 4; kind++) {
        int read = kind;
        StepVerifier.create(
                tenants
                    .with(
                        c ->
                            c.beginTransaction()
                                .then(
                                    TwoTenants.update(
                                        c, "SET LOCAL search_path = %s, pg_catalog".formatted(a)))
                                .thenMany(reads(c, read)))
                    .contextWrite(withSchema(tenants.b))
                    .collectList())
            .assertNext(seen -> assertThat(seen).isNotEmpty().containsOnly(tenants.b))
            .verifyComplete();
      }
      tenants.assertHealthy();
    }
  }
}
