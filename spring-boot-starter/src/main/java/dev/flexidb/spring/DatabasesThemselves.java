package dev.flexidb.spring;

import dev.flexidb.Database;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Keeps beans that are databases what they are, where another post-processor puts something around
 * every {@code ConnectionFactory}, as OpenTelemetry's starter does: what is around one is no {@code
 * Database}, and keeps none of its promises. Spring asks post-processors of this kind last.
 */
final class DatabasesThemselves implements MergedBeanDefinitionPostProcessor {

  private static final Log LOG = LogFactory.getLog(DatabasesThemselves.class);

  private final Map<String, Database> begun = new ConcurrentHashMap<>();

  @Override
  public void postProcessMergedBeanDefinition(
      RootBeanDefinition definition, Class<?> type, String name) {}

  @Override
  public Object postProcessBeforeInitialization(Object bean, String name) {
    if (bean instanceof Database database) {
      begun.put(name, database);
    }
    return bean;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    Database itself = begun.remove(name);
    if (itself == null || itself == bean) {
      return bean;
    }
    LOG.info(
        "Bean \"%s\" is left as it is, without the %s around it; a StatementObserver sees statements"
            .formatted(name, bean.getClass().getName()));
    return itself;
  }
}
