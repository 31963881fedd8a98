package dev.flexidb.spring.data;

import dev.flexidb.spring.beans.DatabaseBeans;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;

/**
 * Registers {@code ordersEntityTemplate} for a database {@code orders}. That of the default
 * database goes by Spring Data's usual name as well, so that its repositories need not be told.
 */
final class EntityTemplateRegistrar implements ImportBeanDefinitionRegistrar {

  private static final String KIND = "EntityTemplate";
  private static final String USUAL = "r2dbcEntityTemplate";

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    for (DatabaseBeans database : DatabaseBeans.in(registry)) {
      RootBeanDefinition template = new RootBeanDefinition(EntityTemplates.class);
      template.setTargetType(R2dbcEntityTemplate.class);
      template.setFactoryMethodName("template");
      template.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
      template
          .getConstructorArgumentValues()
          .addIndexedArgumentValue(0, new RuntimeBeanReference(database.name("Database")));
      template
          .getConstructorArgumentValues()
          .addIndexedArgumentValue(1, new RuntimeBeanReference(database.name("DatabaseClient")));
      template.getConstructorArgumentValues().addIndexedArgumentValue(2, database.isPrimary());
      database.register(KIND, template);
      if (database.isPrimary() && !registry.containsBeanDefinition(USUAL)) {
        registry.registerAlias(database.name(KIND), USUAL);
      }
    }
  }
}
