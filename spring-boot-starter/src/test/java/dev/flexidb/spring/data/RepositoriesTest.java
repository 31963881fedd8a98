package dev.flexidb.spring.data;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.data.analytics.EventRepository;
import dev.flexidb.spring.data.analytics.EventRow;
import dev.flexidb.spring.data.orders.OrderRepository;
import dev.flexidb.spring.data.orders.OrderRow;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.r2dbc.autoconfigure.DataR2dbcAutoConfiguration;
import org.springframework.boot.data.r2dbc.autoconfigure.DataR2dbcRepositoriesAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.r2dbc.repository.config.EnableR2dbcRepositories;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@DisplayName("Z02: repositories on two databases of one application")
class RepositoriesTest {

  private ApplicationContextRunner runner = new ApplicationContextRunner();

  @BeforeEach
  void databases(
      @WithServer(DatabaseKind.POSTGRESQL) TestDatabase orders,
      @WithServer(DatabaseKind.MARIADB) TestDatabase analytics) {
    for (String tenant : new String[] {"acme", "globex"}) {
      orders.execute(
          "CREATE SCHEMA " + tenant,
          "CREATE TABLE "
              + tenant
              + ".orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text UNIQUE)");
    }
    analytics.execute("CREATE TABLE events (id bigint AUTO_INCREMENT PRIMARY KEY, action text)");
    runner =
        runner
            .withConfiguration(
                AutoConfigurations.of(
                    FlexiDbAutoConfiguration.class,
                    FlexiDbDataAutoConfiguration.class,
                    R2dbcAutoConfiguration.class,
                    R2dbcTransactionManagerAutoConfiguration.class,
                    DataR2dbcAutoConfiguration.class,
                    DataR2dbcRepositoriesAutoConfiguration.class,
                    TransactionAutoConfiguration.class))
            .withUserConfiguration(Application.class, Analytics.class)
            .withPropertyValues(
                "flexidb.default-database=orders",
                "flexidb.databases.orders.url=" + orders.r2dbcUrl(),
                "flexidb.databases.orders.tenancy.mode=schema-per-tenant",
                "flexidb.databases.analytics.url=" + analytics.r2dbcUrl());
  }

  @Test
  void eachRepositoryWorksOnItsDatabaseAndInItsTenant() {
    runner.run(
        context -> {
          orders(context).save(new OrderRow(null, "lamp")).contextWrite(withSchema("acme")).block();
          events(context).save(new EventRow(null, "login")).block();

          items(context, "acme").as(StepVerifier::create).expectNext("lamp").verifyComplete();
          items(context, "globex").as(StepVerifier::create).verifyComplete();
          actions(context).as(StepVerifier::create).expectNext("login").verifyComplete();
        });
  }

  @Test
  @DisplayName("Z02: @Transactional by the name of a database's transaction manager")
  void transactionsAreOfTheDatabaseThatTheyName() {
    Mono<Void> failure = Mono.error(new IllegalStateException("no"));
    runner.run(
        context -> {
          Shop shop = context.getBean(Shop.class);
          shop.order("lamp", failure)
              .contextWrite(withSchema("acme"))
              .as(StepVerifier::create)
              .verifyError(IllegalStateException.class);
          shop.note("login", failure)
              .as(StepVerifier::create)
              .verifyError(IllegalStateException.class);
          shop.order("desk", Mono.empty()).contextWrite(withSchema("acme")).block();
          shop.note("logout", Mono.empty()).block();

          items(context, "acme").as(StepVerifier::create).expectNext("desk").verifyComplete();
          actions(context).as(StepVerifier::create).expectNext("logout").verifyComplete();
        });
  }

  @Test
  @DisplayName("Z03: SQL names its database, beside the repositories of another one")
  void sqlNamesItsDatabase() {
    runner.run(
        context -> {
          ReactiveFlexiDb db = context.getBean(ReactiveFlexiDb.class);
          orders(context).save(new OrderRow(null, "lamp")).contextWrite(withSchema("acme")).block();
          db.get("analytics").sql("INSERT INTO events (action) VALUES ('login')").then().block();

          actions(context).as(StepVerifier::create).expectNext("login").verifyComplete();
          db.get("orders")
              .sql("SELECT item FROM orders")
              .mapValue(String.class)
              .all()
              .contextWrite(withSchema("acme"))
              .as(StepVerifier::create)
              .expectNext("lamp")
              .verifyComplete();
        });
  }

  @Test
  @DisplayName("T13: a server's errors are Spring's")
  void errorsAreSprings() {
    runner.run(
        context -> {
          OrderRow lamp = new OrderRow(null, "lamp");
          orders(context)
              .save(lamp)
              .then(orders(context).save(lamp))
              .contextWrite(withSchema("acme"))
              .as(StepVerifier::create)
              .verifyError(DataIntegrityViolationException.class);
          assertThat(context).hasNotFailed();
        });
  }

  private static OrderRepository orders(ApplicationContext context) {
    return context.getBean(OrderRepository.class);
  }

  private static EventRepository events(ApplicationContext context) {
    return context.getBean(EventRepository.class);
  }

  private static Flux<String> items(ApplicationContext context, String tenant) {
    return orders(context).findAll().map(OrderRow::item).contextWrite(withSchema(tenant));
  }

  private static Flux<String> actions(ApplicationContext context) {
    return events(context).findAll().map(EventRow::action);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableR2dbcRepositories(basePackageClasses = OrderRepository.class)
  static class Application {

    @Bean
    Shop shop(OrderRepository orders, EventRepository events) {
      return new Shop(orders, events);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableR2dbcRepositories(
      basePackageClasses = EventRepository.class,
      entityOperationsRef = "analyticsEntityTemplate")
  static class Analytics {}
}
