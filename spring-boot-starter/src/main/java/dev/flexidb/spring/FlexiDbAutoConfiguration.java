package dev.flexidb.spring;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.FlexiDbListener;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.StatementObserver;
import dev.flexidb.Tenancy;
import dev.flexidb.batch.Middleware;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.spring.beans.DatabaseBeansRegistrar;
import dev.flexidb.spring.beans.DatabaseNames;
import dev.flexidb.spring.beans.FlexiDbConnectionDetails;
import dev.flexidb.spring.properties.DatabaseProperties;
import dev.flexidb.spring.properties.FlexiDbProperties;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Makes {@link ReactiveFlexiDb} of {@code flexidb.*}, unless the application has its own, and beans
 * for each of its databases. Opens nothing before it is used, unless told to fail fast.
 */
@AutoConfiguration(
    beforeName = {
      "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
      "org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration",
      "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration"
    })
@EnableConfigurationProperties(FlexiDbProperties.class)
public final class FlexiDbAutoConfiguration {

  @Bean
  @ConfigurationPropertiesBinding
  static TextAsDatabase textAsDatabase() {
    return new TextAsDatabase();
  }

  @Bean
  static DatabasesThemselves flexiDbDatabasesThemselves() {
    return new DatabasesThemselves();
  }

  /** What the properties say, in the words of core. */
  @Bean
  @ConditionalOnMissingBean
  DatabaseConfigs databaseConfigs(
      FlexiDbProperties properties,
      Environment environment,
      ObjectProvider<FlexiDbConnectionDetails> given,
      ObjectProvider<DatabaseConfigCustomizer> customizers) {
    List<String> names = DatabaseNames.of(environment);
    GivenServers servers = GivenServers.of(given.orderedStream().toList(), names);
    Map<String, DatabaseConfig> configs = new LinkedHashMap<>();
    for (String name : names) {
      DatabaseConfig config =
          new ConfiguredDatabase(
                  name,
                  properties.databases().getOrDefault(name, DatabaseProperties.of(null)),
                  DatabaseNames.shortUrl(environment, name),
                  servers.options(name))
              .config(properties);
      for (DatabaseConfigCustomizer customizer : customizers.orderedStream().toList()) {
        config = customizer.customize(name, config);
      }
      requireRegistry(name, properties, config);
      configs.put(name, config);
    }
    return new DatabaseConfigs(configs);
  }

  /** Without one, tenants that it would refuse would be served. */
  private static void requireRegistry(
      String name, FlexiDbProperties properties, DatabaseConfig config) {
    DatabaseProperties written = properties.databases().get(name);
    if (written != null
        && written.hasRegistry()
        && !(config.tenancy() instanceof Tenancy.SchemaPerTenant tenants
            && tenants.directory() != null)) {
      throw new InvalidConfigurationException(
          "database \"%s\": tenancy.registry is true, and nobody keeps one; add flexidb-migrate"
              .formatted(name));
    }
  }

  @Bean
  @ConditionalOnMissingBean
  DatabaseLifecycle flexiDbLifecycle(ReactiveFlexiDb db, FlexiDbProperties properties) {
    return new DatabaseLifecycle(db, properties.failFast());
  }

  /** An application that runs on tables that are not there is worse than none. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingClass("dev.flexidb.migrate.Migrator")
  @ConditionalOnBooleanProperty("flexidb.migrate-on-startup")
  static class NobodyMigrates {

    NobodyMigrates() {
      throw new InvalidConfigurationException(
          "flexidb.migrate-on-startup is true, and nobody migrates; add flexidb-migrate and a JDBC driver");
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(ReactiveFlexiDb.class)
  @Import(DatabaseBeansRegistrar.class)
  static class Databases {

    /** All databases. Its JVM hook would close them while requests are still being answered. */
    @Bean(name = DatabaseBeansRegistrar.ALL)
    ReactiveFlexiDb reactiveFlexiDb(
        DatabaseConfigs configs,
        FlexiDbProperties properties,
        ObjectProvider<FlexiDbListener> listeners,
        ObjectProvider<StatementObserver> observers,
        ObjectProvider<Middleware> middleware) {
      ReactiveFlexiDb.Builder builder = ReactiveFlexiDb.builder().closeOnShutdown(false);
      configs.byName().forEach(builder::database);
      listeners.orderedStream().forEach(builder::listener);
      observers.orderedStream().forEach(builder::observer);
      if (properties.closeGrace() != null) {
        builder.closeGrace(properties.closeGrace());
      }
      ReactiveFlexiDb db = builder.build();
      properties.groups().forEach(db::group);
      middleware.orderedStream().forEach(db::use);
      return db;
    }
  }
}
