package dev.flexidb.spring.observe.migrate;

import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.fleet.FleetTenants;
import dev.flexidb.spring.fleet.FlexiDbFleetAutoConfiguration;
import dev.flexidb.spring.observe.audit.Audits;
import dev.flexidb.spring.observe.audit.FlexiDbAuditAutoConfiguration;
import dev.flexidb.spring.observe.metrics.FlexiDbMetricsAutoConfiguration;
import dev.flexidb.spring.properties.FlexiDbProperties;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is told of migrations and tenants. */
@AutoConfiguration(
    after = {
      FlexiDbFleetAutoConfiguration.class,
      FlexiDbAuditAutoConfiguration.class,
      FlexiDbMetricsAutoConfiguration.class
    })
@ConditionalOnClass(Migrator.class)
@ConditionalOnBean(Migrator.class)
public final class FlexiDbObserveMigrateAutoConfiguration {

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
        MeterRegistry registry, FleetTenants tenants, FlexiDbProperties properties) {
      return () ->
          tenants
              .databases()
              .forEach(
                  database ->
                      new TenantCounts(database, tenants, properties.observe().tenantCounts())
                          .bindTo(registry));
    }
  }
}
