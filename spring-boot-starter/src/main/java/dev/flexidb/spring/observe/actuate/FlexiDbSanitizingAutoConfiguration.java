package dev.flexidb.spring.observe.actuate;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Keeps the settings' secrets out of Spring Boot's own endpoints. */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class FlexiDbSanitizingAutoConfiguration {

  @Bean
  HiddenSecrets flexiDbHiddenSecrets() {
    return new HiddenSecrets();
  }
}
