package dev.flexidb.spring.migrate;

import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.migrate.MigrationListener;
import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationSources;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaListener;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.DatabaseConfigCustomizer;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.properties.DatabaseProperties;
import dev.flexidb.spring.properties.FlexiDbProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/**
 * Migrations, where flexidb-migrate is there: a {@link Migrator}, a {@link SchemaManager} for each
 * database with tenants, their registry, and the run when the application starts.
 */
@AutoConfiguration(after = FlexiDbAutoConfiguration.class)
@ConditionalOnClass(Migrator.class)
@ConditionalOnBean(ReactiveFlexiDb.class)
@Import(SchemaManagerRegistrar.class)
public final class FlexiDbMigrateAutoConfiguration {

  /** What is written, for a bean that is made by nobody else. */
  @Bean
  @ConditionalOnMissingBean
  MigrationSources migrationSources(FlexiDbProperties properties) {
    return MigrationSettings.sources(properties.migration());
  }

  @Bean
  @ConditionalOnMissingBean
  MigrationOptions migrationOptions(FlexiDbProperties properties) {
    return MigrationSettings.options(properties.migration());
  }

  /** Not made before it is needed: it wants a JDBC driver for each database. */
  @Bean
  @Lazy
  @ConditionalOnMissingBean
  Migrator migrator(
      DatabaseConfigs configs,
      MigrationSources sources,
      ObjectProvider<MigrationListener> listeners) {
    return Migrator.of(configs.byName(), sources, listeners.orderedStream().toList());
  }

  /** Puts the registry in where the properties ask for it. */
  @Bean
  DatabaseConfigCustomizer tenantRegistry(FlexiDbProperties properties) {
    return (name, config) -> {
      DatabaseProperties written = properties.databases().get(name);
      return written != null
              && written.hasRegistry()
              && config.tenancy() instanceof Tenancy.SchemaPerTenant tenants
          ? config.withTenancy(tenants.directory(SchemaManager.directory()))
          : config;
    };
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnBooleanProperty("flexidb.migrate-on-startup")
  StartUpMigration startUpMigration(
      Migrator migrator,
      DatabaseConfigs configs,
      MigrationSources sources,
      MigrationOptions options,
      FlexiDbProperties properties) {
    return new StartUpMigration(
        migrator,
        configs.byName().keySet(),
        sources.tenantDomains(),
        options,
        properties.failFast());
  }

  static SchemaManager schemaManager(
      Database database,
      Migrator migrator,
      MigrationOptions options,
      ObjectProvider<SchemaListener> listeners) {
    return SchemaManager.of(database, migrator)
        .withOptions(options)
        .withListeners(listeners.orderedStream().toList());
  }
}
