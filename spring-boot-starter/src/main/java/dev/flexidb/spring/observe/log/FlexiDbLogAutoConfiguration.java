package dev.flexidb.spring.observe.log;

import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.FlexiDbAutoConfiguration;
import dev.flexidb.spring.properties.FlexiDbProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** SQL in the log, without what was bound, for who turns its logger on. */
@AutoConfiguration(after = FlexiDbAutoConfiguration.class)
@ConditionalOnBean(ReactiveFlexiDb.class)
public final class FlexiDbLogAutoConfiguration {

  @Bean
  StatementLog flexiDbStatementLog(FlexiDbProperties properties) {
    return new StatementLog(properties.observe().slowStatement());
  }
}
