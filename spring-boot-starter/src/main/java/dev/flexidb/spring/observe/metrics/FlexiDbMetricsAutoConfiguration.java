package dev.flexidb.spring.observe.metrics;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.observe.tracing.FlexiDbObservationAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Micrometer's meters of databases, where there is a registry of them. */
@AutoConfiguration(
    after = {FlexiDbAutoConfiguration.class, FlexiDbObservationAutoConfiguration.class},
    afterName =
        "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ReactiveFlexiDb.class, MeterRegistry.class})
public final class FlexiDbMetricsAutoConfiguration {

  @Bean
  DatabaseMeters flexiDbMeters(MeterRegistry registry, ObjectProvider<ReactiveFlexiDb> db) {
    return new DatabaseMeters(registry, new KnownStats(db::getObject));
  }

  /** Observations make the same timer. */
  @Bean
  @ConditionalOnMissingBean(type = "dev.flexidb.spring.observe.tracing.StatementObservations")
  StatementTimer flexiDbStatementTimer(MeterRegistry registry) {
    return new StatementTimer(registry);
  }

  @Bean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  BatchTimer flexiDbBatchTimer(MeterRegistry registry) {
    return new BatchTimer(registry);
  }
}
