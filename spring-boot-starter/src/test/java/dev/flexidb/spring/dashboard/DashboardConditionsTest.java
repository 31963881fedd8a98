package dev.flexidb.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.migrate.MigrationListener;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.fleet.FleetTenants;
import dev.flexidb.spring.fleet.FlexiDbFleetAutoConfiguration;
import dev.flexidb.spring.migrate.FlexiDbMigrateAutoConfiguration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;

@DisplayName("there is a dashboard")
class DashboardConditionsTest {

  private static final AutoConfigurations OURS =
      AutoConfigurations.of(
          FlexiDbAutoConfiguration.class,
          FlexiDbMigrateAutoConfiguration.class,
          FlexiDbDashboardAutoConfiguration.class,
          FlexiDbFleetAutoConfiguration.class);
  private static final String ON = "flexidb.dashboard.enabled=true";

  private final ReactiveWebApplicationContextRunner runner =
      new ReactiveWebApplicationContextRunner()
          .withConfiguration(OURS)
          .withPropertyValues(
              "flexidb.databases.orders.url=r2dbc:postgresql://app:secret@localhost:1/orders",
              "flexidb.databases.orders.tenancy.mode=schema-per-tenant",
              "flexidb.databases.events=r2dbc:postgresql://app:secret@localhost:1/events");

  @Test
  void onlyWhereItIsTurnedOn() {
    runner.run(
        context -> {
          assertThat(context).doesNotHaveBean(Feed.class).doesNotHaveBean(Happened.class);
          assertThat(context).doesNotHaveBean("flexiDbDashboard");
        });
    runner
        .withPropertyValues(ON)
        .run(
            context -> {
              assertThat(context)
                  .hasBean("flexiDbDashboard")
                  .hasSingleBean(MigrationListener.class);
              assertThat(context.getBean(Feed.class).isRunning()).isTrue();
              assertThat(context.getBean(FleetTenants.class).databases()).containsExactly("orders");
            });
  }

  @Test
  void alsoWithoutMigrations() {
    runner
        .withPropertyValues(ON)
        .withClassLoader(new FilteredClassLoader(Migrator.class))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .hasSingleBean(Feed.class)
                    .doesNotHaveBean(FleetTenants.class));
  }

  @Test
  void notWithoutAWebServer() {
    new ApplicationContextRunner()
        .withConfiguration(OURS)
        .withPropertyValues(
            ON, "flexidb.databases.orders.url=r2dbc:postgresql://app:secret@localhost:1/orders")
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Feed.class));
  }
}
