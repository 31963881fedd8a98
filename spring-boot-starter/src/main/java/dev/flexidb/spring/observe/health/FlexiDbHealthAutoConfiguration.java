package dev.flexidb.spring.observe.health;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.DatabaseConfigs;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The health of databases and groups, in the place of Spring Boot's own for R2DBC. */
@AutoConfiguration(
    after = FlexiDbAutoConfiguration.class,
    beforeName =
        "org.springframework.boot.r2dbc.autoconfigure.health.ConnectionFactoryHealthContributorAutoConfiguration")
@ConditionalOnClass({ReactiveHealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(ReactiveFlexiDb.class)
@ConditionalOnEnabledHealthIndicator("flexidb")
@Import(OursAlone.class)
public final class FlexiDbHealthAutoConfiguration {

  @Bean
  static OursLeftOut flexiDbLeftOutOfHealth(BeanFactory beans) {
    return new OursLeftOut(beans);
  }

  @Bean
  @ConditionalOnMissingBean(name = {"flexidbHealthContributor", "flexidbHealthIndicator"})
  CompositeReactiveHealthContributor flexidbHealthContributor(
      ReactiveFlexiDb db, DatabaseConfigs configs) {
    return new FlexiDbHealth(db, configs).contributor();
  }
}
