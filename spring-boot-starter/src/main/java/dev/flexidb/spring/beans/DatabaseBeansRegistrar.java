package dev.flexidb.spring.beans;

import dev.flexidb.Database;
import dev.flexidb.error.InvalidConfigurationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;

/**
 * Registers {@code ordersDatabase}, {@code ordersDatabaseClient} and {@code
 * ordersTransactionManager} for a database {@code orders}, each qualified by its name, where the
 * application has no bean of that name.
 */
public final class DatabaseBeansRegistrar implements ImportBeanDefinitionRegistrar {

  /** The bean that has all databases. */
  public static final String ALL = "reactiveFlexiDb";

  private final Environment environment;
  private final DefaultListableBeanFactory beans;

  /** For Spring, which gives what it asks for. */
  public DatabaseBeansRegistrar(Environment environment, BeanFactory beans) {
    this.environment = environment;
    this.beans = (DefaultListableBeanFactory) beans;
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    List<String> names = DatabaseNames.of(environment);
    requireApart(names);
    Standing standing = Standing.of(names, environment, beans);
    for (String name : names) {
      DatabaseBeans own = new DatabaseBeans(name, standing, registry);
      own.register("Database", database(name));
      own.register("DatabaseClient", ofDatabase(name, "client", DatabaseClient.class));
      own.register(
          "TransactionManager",
          ofDatabase(name, "transactionManager", R2dbcTransactionManager.class));
    }
  }

  private static void requireApart(List<String> names) {
    Map<String, String> databases = new HashMap<>();
    for (String name : names) {
      String other = databases.put(BeanName.of(name, ""), name);
      if (other != null) {
        throw new InvalidConfigurationException(
            "databases \"%s\" and \"%s\" would have beans of the same names; rename one of the two"
                .formatted(other, name));
      }
    }
  }

  private static RootBeanDefinition database(String name) {
    RootBeanDefinition database = new RootBeanDefinition();
    database.setTargetType(Database.class);
    database.setFactoryBeanName(ALL);
    database.setFactoryMethodName("get");
    database.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
    return database;
  }

  private static RootBeanDefinition ofDatabase(String name, String method, Class<?> type) {
    RootBeanDefinition bean = new RootBeanDefinition(PartsOfDatabase.class);
    bean.setTargetType(type);
    bean.setFactoryMethodName(method);
    bean.getConstructorArgumentValues()
        .addIndexedArgumentValue(0, new RuntimeBeanReference(BeanName.of(name, "Database")));
    return bean;
  }
}
