package dev.flexidb.spring.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.MigrationConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.ReplicasConfig;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Without an engine of containers: these say where they would be, and never start. */
@DisplayName("T13: databases in containers of Testcontainers")
class ServiceConnectionTest {

  private static final String ORDERS =
      "flexidb.databases.orders.url=r2dbc:postgresql://app:secret@production/orders";
  private static final String ANALYTICS =
      "flexidb.databases.analytics.url=r2dbc:mariadb://app:secret@production/analytics";

  private final ApplicationContextRunner withoutBoots =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  ServiceConnectionAutoConfiguration.class, FlexiDbAutoConfiguration.class));

  private final ApplicationContextRunner runner =
      withoutBoots.withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class));

  @Test
  void eachContainerIsTheDatabaseOfItsName() {
    runner
        .withUserConfiguration(Both.class)
        .withPropertyValues(
            ORDERS,
            ANALYTICS,
            "flexidb.default-database=orders",
            "flexidb.databases.orders.username=app",
            "flexidb.databases.orders.password=secret",
            "flexidb.databases.orders.read-hosts=replica",
            "flexidb.databases.orders.replicas.fallback=fail",
            "flexidb.databases.orders.migration.username=owner",
            "flexidb.databases.orders.migration.jdbc-url=jdbc:postgresql://production/orders",
            "flexidb.databases.orders.pool.max-size=3")
        .run(
            context -> {
              DatabaseConfig orders = config(context, "orders");
              assertThat(orders.origin().server()).isEqualTo("container:15432");
              assertThat(option(orders, ConnectionFactoryOptions.DRIVER)).isEqualTo("postgresql");
              assertThat(option(orders, ConnectionFactoryOptions.DATABASE)).isEqualTo("test");
              assertThat(option(orders, ConnectionFactoryOptions.USER)).isEqualTo("test");
              assertThat(option(orders, ConnectionFactoryOptions.PASSWORD)).isEqualTo("test");
              assertThat(orders.replicas()).isEqualTo(ReplicasConfig.NONE);
              assertThat(orders.migration()).isEqualTo(MigrationConfig.DERIVED);
              assertThat(orders.pool().maxSize()).isEqualTo(3);

              DatabaseConfig analytics = config(context, "analytics");
              assertThat(analytics.origin().server()).isEqualTo("container:13306");
              assertThat(option(analytics, ConnectionFactoryOptions.DRIVER)).isEqualTo("mariadb");

              assertThat(context.getBean(ConnectionFactory.class))
                  .as("Spring Boot has details of the same containers, and makes nothing of them")
                  .isInstanceOf(Database.class);
              assertThat(context.getBeanNamesForType(ConnectionFactory.class)).hasSize(2);
            });
  }

  @Test
  void oneContainerIsTheOnlyDatabaseWhateverItsName() {
    withoutBoots
        .withUserConfiguration(Unnamed.class)
        .withPropertyValues("flexidb.databases.orders.pool.max-size=3")
        .run(
            context ->
                assertThat(option(config(context, "orders"), ConnectionFactoryOptions.DRIVER))
                    .isEqualTo("mysql"));
  }

  @Test
  void aContainerOfNoDatabaseIsAnError() {
    runner
        .withUserConfiguration(Unnamed.class)
        .withPropertyValues(ORDERS, ANALYTICS)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        "a container is no database; say which of \"orders\", \"analytics\" with"
                            + " @ServiceConnection(name = ..)"));
    runner
        .withUserConfiguration(Unnamed.class)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        "a container is no database; name the database under flexidb.databases"));
  }

  @Test
  void twoContainersAreNotOneDatabase() {
    runner
        .withUserConfiguration(Both.class)
        .withPropertyValues(ORDERS)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining("two containers are database \"orders\""));
  }

  @Test
  void aContainerOfSpringBootsOwnStaysItsDefault() {
    withoutBoots
        .withUserConfiguration(BootsOwn.class)
        .withPropertyValues(ORDERS)
        .run(
            context -> {
              assertThat(config(context, "orders").origin().server()).isEqualTo("production");
              assertThat(context.getBean("ordersDatabase")).isInstanceOf(Database.class);
              assertThat(
                      context
                          .getSourceApplicationContext()
                          .getBeanFactory()
                          .getMergedBeanDefinition("ordersDatabase"))
                  .isInstanceOfSatisfying(
                      AbstractBeanDefinition.class,
                      ours -> assertThat(ours.isDefaultCandidate()).isFalse());
            });
  }

  private static DatabaseConfig config(ApplicationContext context, String database) {
    return Objects.requireNonNull(
        context.getBean(DatabaseConfigs.class).byName().get(database), "no such database");
  }

  private static <T> Object option(DatabaseConfig config, Option<T> option) {
    return Objects.requireNonNull(
        Objects.requireNonNull(config.origin().options()).getValue(option));
  }

  @Configuration(proxyBeanMethods = false)
  static class Both {

    @Bean
    @ServiceConnection("orders")
    PostgreSQLContainer postgres() {
      return new Postgres();
    }

    @Bean
    @ServiceConnection("analytics")
    MariaDBContainer mariadb() {
      return new MariaDb();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Unnamed {

    @Bean
    @ServiceConnection
    MySQLContainer mysql() {
      return new MySql();
    }

    /** Wants no driver. */
    @Bean
    ReactiveFlexiDb own() {
      return ReactiveFlexiDb.builder().closeOnShutdown(false).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class BootsOwn {

    @Bean
    @ServiceConnection(type = R2dbcConnectionDetails.class)
    PostgreSQLContainer legacy() {
      return new Postgres();
    }
  }

  private static final class Postgres extends PostgreSQLContainer {

    Postgres() {
      super("postgres:18");
    }

    @Override
    public void start() {}

    @Override
    public String getHost() {
      return "container";
    }

    @Override
    public Integer getMappedPort(int port) {
      return port + 10_000;
    }

    @Override
    public String getDockerImageName() {
      return "postgres:18";
    }
  }

  private static final class MariaDb extends MariaDBContainer {

    MariaDb() {
      super("mariadb:11.4");
    }

    @Override
    public void start() {}

    @Override
    public String getHost() {
      return "container";
    }

    @Override
    public Integer getMappedPort(int port) {
      return port + 10_000;
    }

    @Override
    public String getDockerImageName() {
      return "mariadb:11.4";
    }
  }

  private static final class MySql extends MySQLContainer {

    MySql() {
      super("mysql:8.4");
    }

    @Override
    public void start() {}

    @Override
    public String getHost() {
      return "container";
    }

    @Override
    public Integer getMappedPort(int port) {
      return port + 10_000;
    }

    @Override
    public String getDockerImageName() {
      return "mysql:8.4";
    }
  }
}
