package dev.flexidb.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.tenant.SchemaName;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** S11: jOOQ, which drops the Context, over a view that is pinned to a tenant. */
interface JooqContract extends Contract {

  @Test
  @DisplayName("S11: jOOQ reads and writes in the tenant of its view")
  default void routesJooq(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      SQLDialect dialect =
          switch (database.server().kind()) {
            case POSTGRESQL -> SQLDialect.POSTGRES;
            case MARIADB -> SQLDialect.MARIADB;
            case MYSQL -> SQLDialect.MYSQL;
          };
      for (String tenant : List.of(tenants.a, tenants.b, tenants.a)) {
        DSLContext jooq = DSL.using(tenants.app().forSchema(new SchemaName(tenant)), dialect);
        Flux<String> owners =
            Flux.from(
                    jooq.select(field(name("owner"), String.class))
                        .from(table(name("item")))
                        .where(field(name("id"), Integer.class).gt(0)))
                .map(row -> String.valueOf(row.value1()));
        StepVerifier.create(owners.collectList())
            .assertNext(all -> assertThat(all).hasSize(TwoTenants.ROWS).containsOnly(tenant))
            .verifyComplete();
        StepVerifier.create(owners.next()).expectNext(tenant).verifyComplete();
      }
      DSLContext jooq = DSL.using(tenants.app().forSchema(new SchemaName(tenants.b)), dialect);
      StepVerifier.create(
              Flux.from(
                  jooq.transactionPublisher(
                      tx ->
                          tx.dsl()
                              .insertInto(
                                  table(name("item")),
                                  field(name("id"), Integer.class),
                                  field(name("owner"), String.class))
                              .values(9_000, "new"))))
          .expectNextCount(1)
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(TwoTenants.ROWS);
      assertThat(tenants.count(tenants.b)).isEqualTo(TwoTenants.ROWS + 1);
      tenants.assertHealthy();
    }
  }
}
