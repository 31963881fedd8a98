package dev.flexidb.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.spring.data.FlexiDbDataAutoConfiguration;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.r2dbc.autoconfigure.DataR2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.data.r2dbc.convert.MappingR2dbcConverter;
import org.springframework.data.r2dbc.convert.R2dbcConverter;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;
import org.springframework.data.r2dbc.mapping.R2dbcMappingContext;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.SimpleTransactionStatus;

@DisplayName("T02, T12, F27: the beans of databases")
class DatabaseBeansTest {

  private static final String ORDERS =
      "flexidb.databases.orders.url=r2dbc:postgresql://app:secret@localhost:1/orders";
  private static final String ANALYTICS =
      "flexidb.databases.analytics.url=r2dbc:mariadb://app:secret@localhost:1/analytics";
  private static final String BOOTS =
      "spring.r2dbc.url=r2dbc:postgresql://app:secret@localhost:1/legacy";

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  FlexiDbAutoConfiguration.class,
                  FlexiDbDataAutoConfiguration.class,
                  R2dbcAutoConfiguration.class,
                  R2dbcTransactionManagerAutoConfiguration.class,
                  DataR2dbcAutoConfiguration.class,
                  TransactionAutoConfiguration.class));

  @Test
  void eachDatabaseHasItsBeans() {
    runner
        .withPropertyValues(ORDERS, ANALYTICS)
        .run(
            context -> {
              assertThat(context.getBean(ReactiveFlexiDb.class).list())
                  .containsExactlyInAnyOrder("orders", "analytics");
              for (String name : new String[] {"orders", "analytics"}) {
                Database database = context.getBean(name + "Database", Database.class);
                assertThat(database.name()).isEqualTo(name);
                assertThat(context.getBean(name + "DatabaseClient")).isSameAs(database.client());
                assertThat(context.getBean(name + "TransactionManager"))
                    .isSameAs(database.transactionManager());
                assertThat(qualified(context, Database.class, name)).isSameAs(database);
                assertThat(qualified(context, DatabaseClient.class, name))
                    .isSameAs(database.client());
                assertThat(qualified(context, R2dbcTransactionManager.class, name))
                    .isSameAs(database.transactionManager());
                assertThat(qualified(context, R2dbcEntityTemplate.class, name).getDatabaseClient())
                    .isSameAs(database.client());
              }
            });
  }

  @Test
  void theOnlyDatabaseIsTheDefaultAndBootMakesNone() {
    runner
        .withPropertyValues(ORDERS)
        .run(
            context -> {
              assertThat(context).hasSingleBean(ConnectionFactory.class);
              assertThat(context.getBean(ConnectionFactory.class)).isInstanceOf(Database.class);
              assertThat(context.getBean("r2dbcEntityTemplate"))
                  .isSameAs(context.getBean("ordersEntityTemplate"));
              assertThat(context).hasSingleBean(R2dbcEntityTemplate.class);
              assertThat(context).hasSingleBean(TransactionalOperator.class);
            });
  }

  @Test
  void theDefaultDatabaseIsThePrimaryOne() {
    runner
        .withPropertyValues(ORDERS, ANALYTICS, "flexidb.default-database=analytics")
        .run(
            context -> {
              assertThat(context.getBean(Database.class).name()).isEqualTo("analytics");
              assertThat(context.getBean(ConnectionFactory.class))
                  .isSameAs(context.getBean("analyticsDatabase"));
              assertThat(context.getBean(DatabaseClient.class))
                  .isSameAs(context.getBean("analyticsDatabaseClient"));
              assertThat(context.getBean(ReactiveTransactionManager.class))
                  .isSameAs(context.getBean("analyticsTransactionManager"));
              assertThat(context.getBean(R2dbcEntityTemplate.class))
                  .isSameAs(context.getBean("r2dbcEntityTemplate"));
            });
  }

  @Test
  void withoutADefaultNothingIsTakenByChance() {
    runner
        .withPropertyValues(ORDERS, ANALYTICS)
        .run(
            context -> {
              assertThat(context).doesNotHaveBean(ConnectionPool.class);
              assertThat(context).doesNotHaveBean("r2dbcEntityTemplate");
              assertThat(context.getBeanProvider(DatabaseClient.class).getIfUnique()).isNull();
            });
  }

  @Test
  void bootsOwnStaysTheDefaultBesideOurs() {
    runner
        .withPropertyValues(BOOTS, ORDERS)
        .run(
            context -> {
              assertThat(context.getBean(ConnectionFactory.class))
                  .isInstanceOf(ConnectionPool.class);
              assertThat(unqualified(context, ConnectionFactory.class))
                  .isInstanceOf(ConnectionPool.class);
              assertThat(unqualified(context, DatabaseClient.class))
                  .isSameAs(context.getBean("r2dbcDatabaseClient"));
              assertThat(unqualified(context, ReactiveTransactionManager.class))
                  .isSameAs(context.getBean("connectionFactoryTransactionManager"));
              assertThat(unqualified(context, R2dbcEntityTemplate.class))
                  .isSameAs(context.getBean("r2dbcEntityTemplate"));
              assertThat(qualified(context, Database.class, "orders").name()).isEqualTo("orders");
              assertThat(
                      qualified(context, R2dbcEntityTemplate.class, "orders").getDatabaseClient())
                  .isSameAs(context.getBean("ordersDatabaseClient"));
            });
  }

  @Test
  void aConnectionFactoryOfTheApplicationStaysTheDefault() {
    runner
        .withUserConfiguration(OwnFactory.class)
        .withPropertyValues(ORDERS)
        .run(
            context ->
                assertThat(unqualified(context, ConnectionFactory.class))
                    .isSameAs(context.getBean("legacy")));
  }

  @Test
  void twoDefaultsAreAnError() {
    runner
        .withPropertyValues(BOOTS, ORDERS, "flexidb.default-database=orders")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .isInstanceOf(InvalidConfigurationException.class)
                    .hasMessageContaining("there are two default databases")
                    .hasMessageContaining("spring.r2dbc.url"));
    runner
        .withUserConfiguration(PrimaryFactory.class)
        .withPropertyValues(ORDERS, "flexidb.default-database=orders")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("bean \"legacy\" is the primary ConnectionFactory"));
  }

  @Test
  void anUnknownDefaultIsAnError() {
    runner
        .withPropertyValues(ORDERS, "flexidb.default-database=order")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessage("flexidb.default-database is \"order\"; name one of \"orders\""));
  }

  @Test
  void beansOfTheApplicationTakeThePlaceOfOurs() {
    runner
        .withUserConfiguration(OwnClient.class)
        .withPropertyValues(ORDERS)
        .run(
            context ->
                assertThat(context.getBean("ordersDatabaseClient"))
                    .isNotSameAs(context.getBean(Database.class).client()));
    runner
        .withUserConfiguration(OwnInstance.class)
        .withPropertyValues(ORDERS)
        .run(
            context -> {
              assertThat(context.getBean(ReactiveFlexiDb.class).list()).containsExactly("own");
              assertThat(context.getBean(ConnectionFactory.class))
                  .isSameAs(context.getBean("ownDatabase"));
              assertThat(context).doesNotHaveBean("ordersDatabase");
            });
  }

  @Test
  void convertersAreTheApplicationsOrThoseOfTheirDatabase() {
    runner
        .withUserConfiguration(OwnConverters.class)
        .withPropertyValues(ORDERS, ANALYTICS, "flexidb.default-database=orders")
        .run(
            context -> {
              assertThat(template(context, "orders").getConverter())
                  .isSameAs(context.getBean("r2dbcConverter"));
              assertThat(template(context, "analytics").getConverter())
                  .isSameAs(context.getBean("forAnalytics"));
            });
    runner
        .withPropertyValues(ORDERS, ANALYTICS, "flexidb.default-database=orders")
        .run(
            context ->
                assertThat(template(context, "analytics").getConverter())
                    .isNotSameAs(context.getBean("r2dbcConverter")));
  }

  private static R2dbcEntityTemplate template(ApplicationContext context, String database) {
    return context.getBean(database + "EntityTemplate", R2dbcEntityTemplate.class);
  }

  @Test
  void namesAreMadeIntoNamesOfBeans() {
    runner
        .withPropertyValues(
            "flexidb.databases.user-events.url=r2dbc:postgresql://app:secret@localhost:1/orders")
        .run(context -> assertThat(context).hasBean("userEventsDatabase"));
    runner
        .withPropertyValues(
            "flexidb.databases.user-events=r2dbc:postgresql://app:secret@localhost:1/orders",
            "flexidb.databases.userEvents=r2dbc:postgresql://app:secret@localhost:1/orders")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasMessageContaining("would have beans of the same names"));
  }

  @Test
  void aNameThatIsNoneIsAnError() {
    for (String name : new String[] {"-", "0", "a b"}) {
      runner
          .withPropertyValues("flexidb.databases[" + name + "].url=r2dbc:postgresql://localhost/a")
          .run(
              context ->
                  assertThat(context)
                      .getFailure()
                      .rootCause()
                      .isInstanceOf(InvalidConfigurationException.class)
                      .hasMessageContaining("database name \"" + name + "\" is not allowed"));
    }
  }

  @Test
  void withoutDatabasesThereIsAnEmptyInstance() {
    runner
        .withPropertyValues(BOOTS)
        .run(context -> assertThat(context.getBean(ReactiveFlexiDb.class).list()).isEmpty());
  }

  @Test
  void aDatabaseIsNothingElseThoughConnectionFactoriesAreWrapped() {
    runner
        .withPropertyValues(ORDERS)
        .withUserConfiguration(Wrapping.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context.getBean(ConnectionFactory.class)).isInstanceOf(Database.class);
              assertThat(context.getBean(DatabaseClient.class).getConnectionFactory())
                  .isInstanceOf(Database.class);
            });
  }

  @Test
  void primaryBeansOfTheApplicationStayPrimary() {
    runner
        .withPropertyValues(ORDERS)
        .withBean(
            "mine",
            DatabaseClient.class,
            () -> DatabaseClient.create(another()),
            bean -> bean.setPrimary(true))
        .withBean(
            "jdbc",
            PlatformTransactionManager.class,
            JdbcTransactions::new,
            bean -> bean.setPrimary(true))
        .run(
            context -> {
              assertThat(context.getBean(DatabaseClient.class)).isSameAs(context.getBean("mine"));
              assertThat(context.getBean(TransactionManager.class))
                  .isSameAs(context.getBean("jdbc"));
              assertThat(context.getBean(ReactiveTransactionManager.class))
                  .isSameAs(context.getBean("ordersTransactionManager"));
              assertThat(context.getBean(Database.class).name()).isEqualTo("orders");
            });
  }

  private static ConnectionFactory another() {
    return ConnectionFactories.get("r2dbc:postgresql://app:secret@localhost:1/another");
  }

  /** As Spring's for a DataSource, for blocking code. */
  private static final class JdbcTransactions implements PlatformTransactionManager {
    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
      return new SimpleTransactionStatus();
    }

    @Override
    public void commit(TransactionStatus status) {}

    @Override
    public void rollback(TransactionStatus status) {}
  }

  @Configuration(proxyBeanMethods = false)
  static class Wrapping {

    @Bean
    static BeanPostProcessor wrapping() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof ConnectionFactory ? another() : bean;
        }
      };
    }
  }

  @Test
  void springDataIsOptional() {
    runner
        .withClassLoader(new FilteredClassLoader(R2dbcEntityTemplate.class))
        .withPropertyValues(ORDERS)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean("ordersEntityTemplate");
            });
  }

  private static <T> T qualified(ApplicationContext context, Class<T> type, String name) {
    return BeanFactoryAnnotationUtils.qualifiedBeanOfType(
        context.getAutowireCapableBeanFactory(), type, name);
  }

  /** As an injection point gets it that says nothing but its type. */
  private static <T> T unqualified(ApplicationContext context, Class<T> type)
      throws NoSuchBeanDefinitionException {
    return context.getBeanProvider(type).getObject();
  }

  private static ConnectionFactory legacyFactory() {
    return ConnectionFactories.get("r2dbc:postgresql://app:secret@localhost:1/legacy");
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnFactory {
    @Bean
    ConnectionFactory legacy() {
      return legacyFactory();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class PrimaryFactory {
    @Bean
    @Primary
    ConnectionFactory legacy() {
      return legacyFactory();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnClient {
    @Bean
    DatabaseClient ordersDatabaseClient() {
      return DatabaseClient.create(legacyFactory());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnConverters {
    @Bean(defaultCandidate = false)
    @Qualifier("analytics")
    R2dbcConverter forAnalytics() {
      return new MappingR2dbcConverter(new R2dbcMappingContext());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnInstance {
    @Bean
    ReactiveFlexiDb own() {
      return ReactiveFlexiDb.builder().database("own", DatabaseConfig.of(legacyFactory())).build();
    }

    @Bean
    Database ownDatabase(ReactiveFlexiDb own) {
      return own.get("own");
    }
  }
}
