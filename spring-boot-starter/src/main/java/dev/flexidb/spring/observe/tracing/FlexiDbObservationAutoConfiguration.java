package dev.flexidb.spring.observe.tracing;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.properties.FlexiDbProperties;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.SenderContext;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Observations of statements, where there is a registry of them. */
@AutoConfiguration(
    after = FlexiDbAutoConfiguration.class,
    afterName =
        "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass({ObservationRegistry.class, SenderContext.class})
@ConditionalOnBean({ReactiveFlexiDb.class, ObservationRegistry.class})
public final class FlexiDbObservationAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  StatementObservations flexiDbStatementObservations(
      ObservationRegistry registry, FlexiDbProperties properties) {
    return new StatementObservations(registry, properties.observe().includeSql());
  }
}
