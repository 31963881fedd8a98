package dev.flexidb.spring.dashboard.fleet;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.dashboard.FlexiDbDashboardAutoConfiguration;
import dev.flexidb.spring.migrate.FlexiDbMigrateAutoConfiguration;
import dev.flexidb.spring.properties.DashboardProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Shows the dashboard the runs of the {@link Migrator}, and the tenants with their versions. */
@AutoConfiguration(
    after = {FlexiDbAutoConfiguration.class, FlexiDbMigrateAutoConfiguration.class},
    before = FlexiDbDashboardAutoConfiguration.class)
@ConditionalOnClass(Migrator.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean({ReactiveFlexiDb.class, Migrator.class})
@ConditionalOnBooleanProperty(DashboardProperties.ENABLED)
public final class FlexiDbFleetAutoConfiguration {

  @Bean
  FleetBoard flexiDbFleetBoard() {
    return new FleetBoard();
  }

  @Bean
  MigratedTenants flexiDbDashboardTenants(
      ReactiveFlexiDb db, DatabaseConfigs configs, ObjectProvider<Migrator> migrator) {
    return new MigratedTenants(db, configs, migrator::getObject);
  }
}
