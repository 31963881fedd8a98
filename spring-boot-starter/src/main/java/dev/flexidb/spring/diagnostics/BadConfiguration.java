package dev.flexidb.spring.diagnostics;

import dev.flexidb.error.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** A setting that cannot be right. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BadConfiguration extends AbstractFailureAnalyzer<InvalidConfigurationException> {

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable rootFailure, InvalidConfigurationException cause) {
    String said = String.valueOf(cause.getMessage());
    int advice = said.lastIndexOf("; ");
    return advice < 0
        ? new FailureAnalysis(
            said, "Correct what stands under flexidb in your configuration.", cause)
        : new FailureAnalysis(
            Sentence.of(said.substring(0, advice)), Sentence.of(said.substring(advice + 2)), cause);
  }
}
