package dev.flexidb.spring.dashboard;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.fleet.FleetRuns;
import dev.flexidb.spring.fleet.FleetTenants;
import dev.flexidb.spring.fleet.FlexiDbFleetAutoConfiguration;
import dev.flexidb.spring.properties.DashboardProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The dashboard at {@code /flexidb}, where {@code flexidb.dashboard.enabled} asks for it. */
@AutoConfiguration(after = {FlexiDbAutoConfiguration.class, FlexiDbFleetAutoConfiguration.class})
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(ReactiveFlexiDb.class)
@ConditionalOnBooleanProperty(DashboardProperties.ENABLED)
public final class FlexiDbDashboardAutoConfiguration {

  /** Hears of changes as any listener of the application's. */
  @Bean
  Happened flexiDbHappened() {
    return new Happened();
  }

  @Bean
  Feed flexiDbFeed(
      ReactiveFlexiDb db,
      Happened happened,
      ObjectProvider<FleetRuns> runs,
      ObjectProvider<FleetTenants> tenants,
      ObjectProvider<Pace> pace,
      Environment environment) {
    return new Feed(
        new Recorder(db, happened),
        runs.getIfAvailable(() -> FleetRuns.NONE),
        tenants.getIfAvailable(() -> FleetTenants.NONE).databases(),
        environment.getProperty("spring.application.name", ""),
        pace.getIfAvailable(() -> Pace.USUAL));
  }

  @Bean
  RouterFunction<ServerResponse> flexiDbDashboard(Feed feed, ObjectProvider<FleetTenants> tenants) {
    return new DashboardRoutes(
            PageFiles.read(),
            feed,
            new TenantPages(tenants.getIfAvailable(() -> FleetTenants.NONE)))
        .routes();
  }
}
