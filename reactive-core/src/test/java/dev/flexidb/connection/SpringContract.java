package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.error.MissingTenantException;
import dev.flexidb.tenant.SchemaName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.relational.core.query.Criteria;
import org.springframework.data.relational.core.query.Query;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S11, F24: Spring's clients are routed at the ConnectionFactory, without knowing it. */
interface SpringContract extends Contract {

  record Item(@Id int id, String owner) {}

  String INSERT = "INSERT INTO item (id, owner) VALUES (:id, 'new')";

  @Test
  @DisplayName("S11: DatabaseClient")
  default void routesDatabaseClient(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      DatabaseClient client = DatabaseClient.create(tenants.app());
      Flux<String> owners =
          client
              .sql("SELECT owner FROM item WHERE id < :id")
              .bind("id", 3)
              .mapValue(String.class)
              .all();
      for (String tenant : java.util.List.of(tenants.a, tenants.b, tenants.a)) {
        StepVerifier.create(owners.contextWrite(withSchema(tenant)))
            .expectNext(tenant, tenant)
            .verifyComplete();
        StepVerifier.create(
                client
                    .sql("SELECT owner FROM item WHERE id = 1")
                    .mapValue(String.class)
                    .first()
                    .contextWrite(withSchema(tenant)))
            .expectNext(tenant)
            .verifyComplete();
      }
      StepVerifier.create(owners)
          .verifyErrorSatisfies(
              error -> assertThat(error).hasRootCauseInstanceOf(MissingTenantException.class));
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S12: views of one tenant are equal, and in one transaction; those of two are not")
  default void joinsTransactionOfEqualView(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      SchemaName a = new SchemaName(tenants.a);
      Database view = tenants.app().forSchema(a);
      assertThat(tenants.app().forSchema(a)).isEqualTo(view).hasSameHashCodeAs(view);
      assertThat(view)
          .isNotEqualTo(tenants.app())
          .isNotEqualTo(tenants.app().forSchema(new SchemaName(tenants.b)))
          .isNotEqualTo(view.outsideTransaction());

      Mono<Long> insert =
          Mono.defer(
              () -> tenants.app().forSchema(a).sql(INSERT).bind("id", 12).fetch().rowsUpdated());
      StepVerifier.create(
              TransactionalOperator.create(view.transactionManager())
                  .transactional(insert.then(Mono.error(new ArithmeticException()))))
          .verifyError(ArithmeticException.class);
      assertThat(tenants.count(tenants.a)).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("S11, S12: TransactionalOperator commits, and rolls back on error and on cancel")
  default void routesTransactionalOperator(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      R2dbcTransactionManager manager = new R2dbcTransactionManager(tenants.app());
      TransactionalOperator operator = TransactionalOperator.create(manager);
      DatabaseClient client = tenants.app().client();
      Mono<Long> two =
          client
              .sql(INSERT)
              .bind("id", 10)
              .fetch()
              .rowsUpdated()
              .then(client.sql(INSERT).bind("id", 11).fetch().rowsUpdated());

      StepVerifier.create(
              operator
                  .transactional(two.then(Mono.error(new ArithmeticException())))
                  .contextWrite(withSchema(tenants.a)))
          .verifyError(ArithmeticException.class);
      StepVerifier.create(
              operator
                  .execute(status -> two.thenMany(Flux.range(0, 10)))
                  .take(1)
                  .contextWrite(withSchema(tenants.a)))
          .expectNext(0)
          .verifyComplete();
      tenants.assertHealthy();
      assertThat(tenants.count(tenants.a)).isEqualTo(3);

      StepVerifier.create(operator.transactional(two).contextWrite(withSchema(tenants.a)))
          .expectNext(1L)
          .verifyComplete();
      StepVerifier.create(tenants.app().inTransaction(c -> two).contextWrite(withSchema(tenants.b)))
          .expectNext(1L)
          .verifyComplete();
      assertThat(tenants.count(tenants.a)).isEqualTo(5);
      assertThat(tenants.count(tenants.b)).isEqualTo(5);
    }
  }

  @Test
  @DisplayName("S11, F24: Spring Data's entity template, in the server's own dialect")
  default void routesEntityTemplate(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      R2dbcEntityTemplate template = new R2dbcEntityTemplate(tenants.app());
      Query third = Query.query(Criteria.where("id").is(3));
      for (String tenant : java.util.List.of(tenants.a, tenants.b, tenants.a)) {
        StepVerifier.create(
                template
                    .insert(new Item(40, "new"))
                    .then(template.selectOne(third, Item.class))
                    .flatMap(item -> template.delete(new Item(40, "new")).thenReturn(item.owner()))
                    .contextWrite(withSchema(tenant)))
            .expectNext(tenant)
            .verifyComplete();
      }
      tenants.assertHealthy();
    }
  }

  @Test
  @DisplayName("S06: withoutSchema() sees no tenant's table")
  default void seesNoTenantWithoutSchema(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      Mono<String> any = tenants.query(TwoTenants.ALL).next();
      StepVerifier.create(
              any.contextWrite(withSchema(tenants.a)).then(any.contextWrite(withoutSchema())))
          .verifyError(io.r2dbc.spi.R2dbcBadGrammarException.class);
      tenants.assertHealthy();
    }
  }
}
