package dev.flexidb.spring.observe.health;

import dev.flexidb.Database;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributors.Entry;

/** Takes our databases out of what Spring Boot's health contributor for R2DBC asks. */
final class OursLeftOut implements BeanPostProcessor {

  private final BeanFactory beans;

  OursLeftOut(BeanFactory beans) {
    this.beans = beans;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (!name.equals(OursAlone.OF_BOOT)
        || !(bean instanceof CompositeReactiveHealthContributor composite)) {
      return bean;
    }
    List<Entry> others = composite.stream().filter(entry -> !isOurs(entry.name())).toList();
    if (others.isEmpty()) {
      return bean;
    }
    Map<String, ReactiveHealthContributor> left =
        others.stream().collect(Collectors.toMap(Entry::name, Entry::contributor));
    return left.size() == 1
        ? others.get(0).contributor()
        : CompositeReactiveHealthContributor.fromMap(left);
  }

  private boolean isOurs(String bean) {
    return beans.containsBean(bean) && beans.isTypeMatch(bean, Database.class);
  }
}
