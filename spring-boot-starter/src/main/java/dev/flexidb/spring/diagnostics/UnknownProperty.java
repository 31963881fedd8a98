package dev.flexidb.spring.diagnostics;

import dev.flexidb.spring.properties.FlexiDbProperties;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * A property under {@code flexidb} that nobody knows. Spring Boot's own analysis of that shows its
 * value, which may be a password behind a misspelled name.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownProperty
    extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

  private static final ConfigurationPropertyName OURS =
      ConfigurationPropertyName.of(FlexiDbProperties.PREFIX);

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
    List<ConfigurationProperty> unknown =
        cause.getUnboundProperties().stream()
            .filter(property -> OURS.isAncestorOf(property.getName()))
            .toList();
    if (unknown.isEmpty()) {
      return null;
    }
    return new FailureAnalysis(
        unknown.stream()
            .map(UnknownProperty::described)
            .collect(Collectors.joining(System.lineSeparator())),
        "Correct the name, give it a value, or remove the property. The settings are listed in"
            + " META-INF/spring-configuration-metadata.json, which editors complete from.",
        cause);
  }

  private static String described(ConfigurationProperty property) {
    if ("".equals(property.getValue())) {
      return "Property \"%s\"%s is empty or unknown."
          .formatted(property.getName(), origin(property));
    }
    String meant = KnownProperties.nearest(property.getName());
    return "Unknown property \"%s\"%s%s"
        .formatted(
            property.getName(),
            origin(property),
            meant == null ? "." : "; did you mean \"" + meant + "\"?");
  }

  private static String origin(ConfigurationProperty property) {
    return property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
  }
}
