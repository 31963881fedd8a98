package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.flexidb.BesideOtherServers;
import dev.flexidb.TenantSwitch;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S10, S12: the same text over tables that differ, from tenant to tenant and from day to day. */
@WithServer(DatabaseKind.POSTGRESQL)
@BesideOtherServers
@ResourceLock("POSTGRESQL")
class PlansTest implements Contract {

  private static final String WHOLE = "SELECT * FROM item WHERE id = $1";
  private static final String RETURNING = "UPDATE item SET id = id WHERE id = $1 RETURNING *";

  /** Beside the tenants' own there is one: the prefix. */
  private static final int PREFIX = 1;

  /** Where a statement stands. */
  private enum Place {
    ALONE,
    FIRST_IN_TRANSACTION,
    LATER_IN_TRANSACTION;

    /** The values of the first row, as texts. */
    Flux<List<String>> row(TwoTenants tenants, String sql) {
      return tenants.with(c -> before(c).thenMany(row(c, sql)));
    }

    Mono<Void> before(LogicalConnection c) {
      return switch (this) {
        case ALONE -> Mono.empty();
        case FIRST_IN_TRANSACTION -> c.beginTransaction();
        case LATER_IN_TRANSACTION -> c.beginTransaction().then(row(c, "SELECT $1").then());
      };
    }

    static Flux<List<String>> row(LogicalConnection c, String sql) {
      return Flux.from(c.createStatement(sql).bind(0, 1).execute())
          .flatMap(
              result ->
                  result.map(
                      (row, columns) ->
                          IntStream.range(0, columns.getColumnMetadatas().size())
                              .mapToObj(i -> String.valueOf(row.get(i)))
                              .toList()));
    }
  }

  private static void expect(Flux<List<String>> row, String tenant, String... values) {
    StepVerifier.create(row.contextWrite(withSchema(tenant)))
        .expectNext(List.of(values))
        .verifyComplete();
  }

  private static void alter(TwoTenants tenants, String change) {
    tenants.database.execute("ALTER TABLE %s.item %s".formatted(tenants.a, change));
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  @DisplayName("S10, S12: tenants at different versions share one connection and its SQL")
  void servesTenantsWhoseTablesDiffer(Place place, TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      alter(tenants, "ADD extra int DEFAULT 7");
      alter(tenants, "ALTER id TYPE bigint");
      for (int i = 0; i < 8; i++) {
        for (String sql : List.of(WHOLE, RETURNING)) {
          expect(place.row(tenants, sql), tenants.a, "1", tenants.a, "7");
          expect(place.row(tenants, sql), tenants.b, "1", tenants.b);
        }
      }
      tenants.assertHealthy();
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  @DisplayName("S10, S12: a table that changes under a kept plan is no error to the user")
  void goesOnAfterTableWasAltered(Place place, TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (String sql : List.of(WHOLE, RETURNING)) {
        String a = tenants.a;
        expect(Place.ALONE.row(tenants, sql), a, "1", a);
        alter(tenants, "ADD extra int DEFAULT 7");
        expect(place.row(tenants, sql), a, "1", a, "7");
        expect(Place.ALONE.row(tenants, sql), a, "1", a, "7");
        alter(tenants, "ALTER extra TYPE text USING 'x' || extra");
        expect(place.row(tenants, sql), a, "1", a, "x7");
        expect(Place.ALONE.row(tenants, sql), a, "1", a, "x7");
        alter(tenants, "DROP extra");
        expect(place.row(tenants, sql), a, "1", a);
      }
      assertThat(prepared(tenants)).isLessThanOrEqualTo(PREFIX + 5);
      tenants.assertHealthy();
    }
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  @DisplayName("S10, S12: so is a table, or a whole schema, that was dropped and made anew")
  void goesOnAfterTableWasMadeAnew(Place place, TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      String a = tenants.a;
      for (String drop :
          List.of("DROP TABLE %s.item", "DROP SCHEMA %s CASCADE; CREATE SCHEMA %s")) {
        expect(Place.ALONE.row(tenants, "SELECT id FROM item WHERE id = $1"), a, "1");
        expect(Place.ALONE.row(tenants, WHOLE), a, "1", a);
        tenants.database.execute(
            drop.replace("%s", a),
            "CREATE TABLE %s.item AS SELECT 'anew'::text AS is, 1::bigint AS id".formatted(a));
        expect(place.row(tenants, WHOLE), a, "anew", "1");
        expect(place.row(tenants, "SELECT id FROM item WHERE id = $1"), a, "1");
        tenants.database.execute(
            "DROP TABLE %s.item".formatted(a),
            "CREATE TABLE %s.item AS SELECT 1 AS id, '%s'::text AS owner".formatted(a, a));
      }
    }
  }

  @Test
  @DisplayName("S12: a transaction that changes its own tables goes on, too")
  void goesOnAfterOwnChange(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      expect(Place.ALONE.row(tenants, WHOLE), tenants.a, "1", tenants.a);
      Flux<List<String>> work =
          tenants.with(
              c ->
                  c.beginTransaction()
                      .thenMany(Place.row(c, WHOLE))
                      .then(TwoTenants.update(c, "ALTER TABLE item ADD extra int DEFAULT 7"))
                      .thenMany(Place.row(c, WHOLE)));
      expect(work, tenants.a, "1", tenants.a, "7");
      expect(Place.ALONE.row(tenants, WHOLE), tenants.a, "1", tenants.a);
    }
  }

  @Test
  @DisplayName("S10: rows of parameters of one statement go on after a table was altered")
  void goesOnWithManyRowsOfParameters(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Flux<Integer> both =
          tenants.with(
              c ->
                  Flux.from(c.createStatement(WHOLE).bind(0, 1).add().bind(0, 2).execute())
                      .concatMap(
                          result ->
                              result.map((row, columns) -> columns.getColumnMetadatas().size())));
      StepVerifier.create(both.contextWrite(withSchema(tenants.a)))
          .expectNext(2, 2)
          .verifyComplete();
      alter(tenants, "ADD extra int");
      StepVerifier.create(both.contextWrite(withSchema(tenants.a)))
          .expectNext(3, 3)
          .verifyComplete();
    }
  }

  /** Only the one flight keeps any, and so has a limit to them. */
  @TestFactory
  @DisplayName("S10: 20 texts of 200 tenants: a connection keeps so many plans and closes the rest")
  Stream<DynamicTest> keepsBoundedNumberOfPlans(TestDatabase database) {
    String option = "?preparedStatementCacheQueries=";
    return way() == TenantSwitch.ONE_FLIGHT
        ? Stream.of(
            dynamicTest("by default", () -> keeps(PREFIX + 256, database, "")),
            dynamicTest("none", () -> keeps(PREFIX, database, option + 0)),
            dynamicTest("10", () -> keeps(PREFIX + 10, database, option + 10)))
        : Stream.of(dynamicTest("none", () -> keeps(0, database, "")));
  }

  private void keeps(int expected, TestDatabase database, String option) {
    String url = database.r2dbcUrl() + option;
    try (TwoTenants tenants = tenants(database, url, 3, config -> config)) {
      List<String> schemas =
          IntStream.range(0, 200).mapToObj(i -> database.name() + "_plans_" + i).toList();
      execute(database, "CREATE SCHEMA ", schemas);
      Flux<String> all =
          Flux.range(0, 2 * 200 * 20)
              .concatMap(
                  i ->
                      tenants
                          .query("SELECT " + i % 20 + " + $1", 1)
                          .contextWrite(withSchema(schemas.get(i / 40))));
      StepVerifier.create(all.count()).expectNext(8_000L).verifyComplete();

      assertThat(prepared(tenants)).isEqualTo(expected);
      execute(database, "DROP SCHEMA ", schemas);
    }
  }

  @Test
  @DisplayName("S10: what comes again and again is planned once for each tenant")
  void keepsPlanOfEachTenant(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (int i = 0; i < 10; i++) {
        for (String tenant : List.of(tenants.a, tenants.b)) {
          expect(Place.ALONE.row(tenants, WHOLE), tenant, "1", tenant);
        }
      }
      String used =
          "SELECT count(*) || ' used ' || coalesce(sum(generic_plans + custom_plans), 0) FROM"
              + " pg_prepared_statements WHERE statement LIKE 'SELECT * FROM item%'";
      StepVerifier.create(tenants.query(used).contextWrite(withSchema(tenants.a)))
          .expectNext(way() == TenantSwitch.ONE_FLIGHT ? "2 used 20" : "0 used 0")
          .verifyComplete();
    }
  }

  private static void execute(TestDatabase database, String verb, List<String> schemas) {
    database.execute(schemas.stream().map(verb::concat).toArray(String[]::new));
  }

  private static int prepared(TwoTenants tenants) {
    return tenants
        .query("SELECT count(*) FROM pg_prepared_statements")
        .contextWrite(withSchema(tenants.a))
        .single()
        .map(Integer::parseInt)
        .blockOptional()
        .orElseThrow();
  }
}
