package dev.flexidb.spring.diagnostics;

import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.LoginRefusedException;
import io.r2dbc.spi.R2dbcException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** What a database said when the application wanted to start: in our own words alone. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DatabaseAtStart extends AbstractFailureAnalyzer<R2dbcException> {

  private static final String OURS = "dev.flexidb.";

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable rootFailure, R2dbcException cause) {
    return cause.getClass().getName().startsWith(OURS)
        ? new FailureAnalysis(Sentence.of(String.valueOf(cause.getMessage())), advice(cause), cause)
        : null;
  }

  private static String advice(R2dbcException cause) {
    if (cause instanceof ConnectFailedException) {
      return "Start the server or correct the URL. With flexidb.fail-fast=false the application"
          + " starts without it.";
    }
    return cause instanceof LoginRefusedException
        ? "Correct username and password of the database."
        : "Correct what the message names, and start again.";
  }
}
