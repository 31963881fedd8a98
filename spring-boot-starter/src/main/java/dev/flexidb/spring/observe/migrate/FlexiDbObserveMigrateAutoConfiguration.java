package dev.flexidb.spring.observe.migrate;

import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.migrate.FlexiDbMigrateAutoConfiguration;
import dev.flexidb.spring.observe.audit.Audits;
import dev.flexidb.spring.observe.audit.FlexiDbAuditAutoConfiguration;
import dev.flexidb.spring.observe.metrics.FlexiDbMetricsAutoConfiguration;
import dev.flexidb.spring.properties.FlexiDbProperties;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is told of migrations and tenants. */
@AutoConfiguration(
    after = {
      FlexiDbMigrateAutoConfiguration.class,
      FlexiDbAuditAutoConfiguration.class,
      FlexiDbMetricsAutoConfiguration.class
    })
@ConditionalOnClass(Migrator.class)
@ConditionalOnBean(Migrator.class)
public final class FlexiDbObserveMigrateAutoConfiguration {

  @Bean
  SchemaManagers flexiDbSchemaManagers(DatabaseConfigs configs, BeanFactory beans) {
    return new SchemaManagers(configs, beans);
  }

  @Bean
  NewestRun flexiDbNewestRun() {
    return new NewestRun();
  }

  @Bean
  MigratedTenants flexiDbMigratedTenants(
      SchemaManagers managers, ObjectProvider<Migrator> migrator) {
    return new MigratedTenants(managers, migrator::getObject);
  }

  @Bean
  @ConditionalOnBean(Audits.class)
  ChangeAudit flexiDbChangeAudit(Audits audits) {
    return new ChangeAudit(audits);
  }

  @Bean
  @ConditionalOnBean(Audits.class)
  RunAudit flexiDbRunAudit(Audits audits) {
    return new RunAudit(audits);
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  @ConditionalOnBean(MeterRegistry.class)
  static class Meters {

    @Bean
    MigrationMeters flexiDbMigrationMeters(MeterRegistry registry) {
      return new MigrationMeters(registry);
    }

    @Bean
    SmartInitializingSingleton flexiDbTenantCounts(
        MeterRegistry registry, SchemaManagers managers, FlexiDbProperties properties) {
      return () ->
          managers
              .databases()
              .forEach(
                  database ->
                      new TenantCounts(database, managers, properties.observe().tenantCounts())
                          .bindTo(registry));
    }
  }
}
