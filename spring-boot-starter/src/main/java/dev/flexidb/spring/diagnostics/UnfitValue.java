package dev.flexidb.spring.diagnostics;

import dev.flexidb.spring.properties.FlexiDbProperties;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/**
 * A value under {@code flexidb} that is not of its property's kind. Spring Boot's own analysis of
 * that shows the value, which may be a URL with its password that stands a level too high.
 */
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class UnfitValue extends AbstractFailureAnalyzer<BindException> {

  private static final ConfigurationPropertyName OURS =
      ConfigurationPropertyName.of(FlexiDbProperties.PREFIX);

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
    if (!(OURS.equals(cause.getName()) || OURS.isAncestorOf(cause.getName()))
        || cause.getCause() instanceof UnboundConfigurationPropertiesException) {
      return null;
    }
    ConfigurationProperty property = cause.getProperty();
    return new FailureAnalysis(
        "The value of property \"%s\"%s is not of its kind."
            .formatted(
                cause.getName(),
                property == null || property.getOrigin() == null
                    ? ""
                    : " (" + property.getOrigin() + ")"),
        wanted(
            ClassUtils.resolvePrimitiveIfNecessary(
                cause.getTarget().getType().resolve(Object.class))),
        cause);
  }

  private static String wanted(Class<?> type) {
    if (type == Duration.class) {
      return "Give it a time with its unit, such as 500ms, 10s or 5m.";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(each -> ((Enum<?>) each).name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .collect(Collectors.joining(", ", "Give it one of: ", "."));
    }
    if (Number.class.isAssignableFrom(type)) {
      return "Give it a number.";
    }
    if (type == Boolean.class) {
      return "Give it true or false.";
    }
    return "Give it settings of their own below it; it has no value itself.";
  }
}
