package dev.flexidb.spring.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.data.orders.OrderRepository;
import dev.flexidb.spring.data.orders.OrderRow;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.r2dbc.autoconfigure.DataR2dbcAutoConfiguration;
import org.springframework.boot.data.r2dbc.autoconfigure.DataR2dbcRepositoriesAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@DisplayName("F27: beside Spring Boot's own connection factory")
class BesideBootTest {

  @Test
  void bothAnswerEachWhereItIsNamed(
      @WithServer(DatabaseKind.POSTGRESQL) TestDatabase boots,
      @WithServer(DatabaseKind.MARIADB) TestDatabase ours) {
    boots.execute(
        "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item text)");
    new ApplicationContextRunner()
        .withUserConfiguration(Application.class)
        .withPropertyValues(
            "spring.r2dbc.url=" + boots.r2dbcUrl(),
            "flexidb.databases.analytics.url=" + ours.r2dbcUrl())
        .run(
            context -> {
              assertThat(context.getBean(Clients.class).factory())
                  .isInstanceOf(ConnectionPool.class);
              context
                  .getBean(OrderRepository.class)
                  .save(new OrderRow(null, "lamp"))
                  .then(version(context.getBean(Clients.class).plain()))
                  .as(StepVerifier::create)
                  .assertNext(version -> assertThat(version).startsWith("PostgreSQL"))
                  .verifyComplete();
              version(context.getBean(Clients.class).analytics())
                  .as(StepVerifier::create)
                  .assertNext(version -> assertThat(version).contains("MariaDB"))
                  .verifyComplete();
            });
  }

  private static Mono<String> version(DatabaseClient client) {
    return client.sql("SELECT version()").mapValue(String.class).one();
  }

  record Clients(ConnectionFactory factory, DatabaseClient plain, DatabaseClient analytics) {}

  @Configuration(proxyBeanMethods = false)
  @AutoConfigurationPackage(basePackageClasses = OrderRepository.class)
  @ImportAutoConfiguration({
    FlexiDbAutoConfiguration.class,
    FlexiDbDataAutoConfiguration.class,
    R2dbcAutoConfiguration.class,
    DataR2dbcAutoConfiguration.class,
    DataR2dbcRepositoriesAutoConfiguration.class
  })
  static class Application {

    @Bean
    Clients clients(
        ConnectionFactory factory,
        DatabaseClient plain,
        @Qualifier("analytics") DatabaseClient analytics) {
      return new Clients(factory, plain, analytics);
    }
  }
}
