package dev.flexidb.spring.beans;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import dev.flexidb.spring.properties.FlexiDbProperties;
import io.r2dbc.spi.ConnectionFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * How our beans stand among those of their types.
 *
 * @param primary the database whose beans are the application's primary ones; null for none
 * @param aside whether they are found by their qualifiers alone, as another connection factory is
 *     the application's default
 */
record Standing(@Nullable String primary, boolean aside) {

  private static final String DEFAULT = FlexiDbProperties.PREFIX + ".default-database";
  private static final String BOOTS_URL = "spring.r2dbc.url";
  private static final String BOOTS_DETAILS =
      "org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails";

  /**
   * Asked before Spring Boot makes a connection factory of its own, which it does where it finds
   * none.
   *
   * @throws InvalidConfigurationException if there is more than one default, or an unknown one
   */
  static Standing of(
      List<String> names, Environment environment, DefaultListableBeanFactory beans) {
    String asked = environment.getProperty(DEFAULT);
    Optional<String> others = others(environment, beans);
    if (!StringUtils.hasText(asked)) {
      boolean only = names.size() == 1 && others.isEmpty() && factories(beans).isEmpty();
      return new Standing(
          only ? names.get(0) : null, others.isPresent() || !factories(beans).isEmpty());
    }
    if (!names.contains(asked)) {
      throw new InvalidConfigurationException(
          "%s is \"%s\"; name one of %s"
              .formatted(DEFAULT, Quoted.line(asked), Quoted.names(names)));
    }
    others.ifPresent(
        other -> {
          throw new InvalidConfigurationException(
              "there are two default databases: %s is \"%s\", and %s; remove one of the two"
                  .formatted(DEFAULT, asked, other));
        });
    return new Standing(asked, false);
  }

  /** What claims to be the default beside us. */
  private static Optional<String> others(
      Environment environment, DefaultListableBeanFactory beans) {
    if (StringUtils.hasText(environment.getProperty(BOOTS_URL)) || hasBootsDetails(beans)) {
      return Optional.of("Spring Boot has one, of " + BOOTS_URL);
    }
    return factories(beans).stream()
        .filter(name -> definition(beans, name).isPrimary())
        .map("bean \"%s\" is the primary ConnectionFactory"::formatted)
        .findFirst();
  }

  private static boolean hasBootsDetails(DefaultListableBeanFactory beans) {
    ClassLoader loader = beans.getBeanClassLoader();
    if (!ClassUtils.isPresent(BOOTS_DETAILS, loader)) {
      return false;
    }
    List<String> ours =
        Arrays.stream(beans.getBeanNamesForType(FlexiDbConnectionDetails.class, true, false))
            .map(name -> container(name, beans))
            .toList();
    Class<?> details = ClassUtils.resolveClassName(BOOTS_DETAILS, loader);
    return Arrays.stream(beans.getBeanNamesForType(details, true, false))
        .anyMatch(name -> ours.stream().noneMatch(name::endsWith));
  }

  /** Spring Boot names details after their type, and then after the container that they are of. */
  private static String container(String name, DefaultListableBeanFactory beans) {
    Class<?> type = beans.getType(name, false);
    int length = type == null ? 0 : ClassUtils.getShortNameAsProperty(type).length();
    return name.substring(Math.min(length, name.length()));
  }

  /** Connection factories of the application's own that are injected without a qualifier. */
  private static List<String> factories(DefaultListableBeanFactory beans) {
    return Arrays.stream(beans.getBeanNamesForType(ConnectionFactory.class, true, false))
        .filter(beans::containsBeanDefinition)
        .filter(name -> isCandidate(definition(beans, name)))
        .toList();
  }

  private static BeanDefinition definition(DefaultListableBeanFactory beans, String name) {
    return beans.getMergedBeanDefinition(name);
  }

  private static boolean isCandidate(BeanDefinition definition) {
    return definition.isAutowireCandidate()
        && !(definition instanceof AbstractBeanDefinition own && !own.isDefaultCandidate());
  }
}
