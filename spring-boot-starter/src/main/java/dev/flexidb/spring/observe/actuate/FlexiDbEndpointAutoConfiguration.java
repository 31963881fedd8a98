package dev.flexidb.spring.observe.actuate;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.fleet.FleetRuns;
import dev.flexidb.spring.fleet.FleetTenants;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code flexidb}, where the actuator is there and it is exposed. */
@AutoConfiguration(after = FlexiDbAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(ReactiveFlexiDb.class)
@ConditionalOnAvailableEndpoint(endpoint = FlexiDbEndpoint.class)
public final class FlexiDbEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  FlexiDbEndpoint flexiDbEndpoint(
      ReactiveFlexiDb db, ObjectProvider<FleetTenants> tenants, ObjectProvider<FleetRuns> runs) {
    return new FlexiDbEndpoint(
        db,
        tenants.getIfAvailable(() -> FleetTenants.NONE),
        runs.getIfAvailable(() -> FleetRuns.NONE));
  }
}
