package dev.flexidb.spring.observe.health;

import dev.flexidb.spring.beans.DatabaseBeans;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Takes the place of Spring Boot's health contributor for R2DBC where all that it would ask are our
 * databases, which have one of their own: each would be asked twice, and with each request. Where
 * there is another connection factory, {@link OursLeftOut} leaves it that.
 */
final class OursAlone implements ImportBeanDefinitionRegistrar {

  static final String OF_BOOT = "r2dbcHealthContributor";

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    boolean ours = DatabaseBeans.in(registry).stream().anyMatch(database -> !database.isAside());
    if (ours && !registry.containsBeanDefinition(OF_BOOT)) {
      registry.registerBeanDefinition(OF_BOOT, new RootBeanDefinition(InPlaceOfIt.class));
    }
  }

  /** No contributor: its name is what counts. */
  static final class InPlaceOfIt {}
}
