package dev.flexidb.spring.fleet;

import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.migrate.FlexiDbMigrateAutoConfiguration;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** What the {@link Migrator} does, and what it knows of tenants, for whoever tells of them. */
@AutoConfiguration(after = FlexiDbMigrateAutoConfiguration.class)
@ConditionalOnClass(Migrator.class)
@ConditionalOnBean(Migrator.class)
public final class FlexiDbFleetAutoConfiguration {

  /** Hears of runs as any listener of the application's. */
  @Bean
  FleetBoard flexiDbFleetBoard() {
    return new FleetBoard();
  }

  @Bean
  MigratedTenants flexiDbFleetTenants(
      DatabaseConfigs configs, BeanFactory beans, ObjectProvider<Migrator> migrator) {
    return new MigratedTenants(new SchemaManagers(configs, beans), migrator::getObject);
  }
}
