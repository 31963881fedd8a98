package dev.flexidb.spring.migrate;

import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.spring.beans.DatabaseBeans;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers {@code ordersSchemaManager} for a database {@code orders}, which is made when it is
 * first asked for: not every database has tenants.
 */
final class SchemaManagerRegistrar implements ImportBeanDefinitionRegistrar {

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    for (DatabaseBeans database : DatabaseBeans.in(registry)) {
      RootBeanDefinition manager = new RootBeanDefinition(FlexiDbMigrateAutoConfiguration.class);
      manager.setTargetType(SchemaManager.class);
      manager.setFactoryMethodName("schemaManager");
      manager.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
      manager
          .getConstructorArgumentValues()
          .addIndexedArgumentValue(0, new RuntimeBeanReference(database.name("Database")));
      manager.setLazyInit(true);
      database.register("SchemaManager", manager);
    }
  }
}
