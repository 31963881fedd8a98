package dev.flexidb.spring.beans;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.transaction.TransactionManager;

/** The definitions of the beans that belong to one database. */
public final class DatabaseBeans {

  private static final String NAME = "flexidb.database";

  private final String database;
  private final boolean primary;
  private final boolean aside;
  private final BeanDefinitionRegistry registry;

  DatabaseBeans(String database, Standing standing, BeanDefinitionRegistry registry) {
    this(database, database.equals(standing.primary()), standing.aside(), registry);
  }

  private DatabaseBeans(
      String database, boolean primary, boolean aside, BeanDefinitionRegistry registry) {
    this.database = database;
    this.primary = primary;
    this.aside = aside;
    this.registry = registry;
  }

  /**
   * Those of all databases whose {@code Database} we have registered, so that more can be added
   * that stand like it.
   */
  public static List<DatabaseBeans> in(BeanDefinitionRegistry registry) {
    return Arrays.stream(registry.getBeanDefinitionNames())
        .map(registry::getBeanDefinition)
        .filter(definition -> definition.getAttribute(NAME) instanceof String)
        .map(definition -> standingLike(definition, registry))
        .toList();
  }

  private static DatabaseBeans standingLike(
      BeanDefinition definition, BeanDefinitionRegistry registry) {
    return new DatabaseBeans(
        String.valueOf(definition.getAttribute(NAME)),
        definition.isPrimary(),
        definition instanceof AbstractBeanDefinition own && !own.isDefaultCandidate(),
        registry);
  }

  /** The database's name. */
  public String database() {
    return database;
  }

  /** Whether its beans are the application's primary ones. */
  public boolean isPrimary() {
    return primary;
  }

  /** Whether its beans are found by their qualifiers alone. */
  public boolean isAside() {
    return aside;
  }

  /** The name of its bean of this kind. */
  public String name(String kind) {
    return BeanName.of(database, kind);
  }

  /** Registers a bean of this kind, unless the application has one of its name. */
  public void register(String kind, RootBeanDefinition bean) {
    String name = name(kind);
    if (registry.containsBeanDefinition(name)) {
      return;
    }
    if (kind.equals("Database")) {
      bean.setAttribute(NAME, database);
    }
    bean.addQualifier(new AutowireCandidateQualifier(Qualifier.class, database));
    bean.setPrimary(primary && !hasPrimary(type(bean)));
    bean.setDefaultCandidate(!aside);
    bean.setRole(BeanDefinition.ROLE_APPLICATION);
    registry.registerBeanDefinition(name, bean);
  }

  /** Transaction managers of all kinds are asked for together. */
  private static Class<?> type(RootBeanDefinition bean) {
    Class<?> type = Objects.requireNonNull(bean.getTargetType());
    return TransactionManager.class.isAssignableFrom(type) ? TransactionManager.class : type;
  }

  /** Whether the application has said of a bean of its own that it is the primary one. */
  private boolean hasPrimary(Class<?> type) {
    return registry instanceof DefaultListableBeanFactory beans
        && Arrays.stream(beans.getBeanDefinitionNames())
            .filter(name -> beans.getBeanDefinition(name).isPrimary())
            .anyMatch(name -> beans.isTypeMatch(name, type));
  }
}
