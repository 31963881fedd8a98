package dev.flexidb.spring.web;

import dev.flexidb.batch.CircuitOpenException;
import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.NoReplicaException;
import dev.flexidb.error.SharedSchemaException;
import dev.flexidb.error.TenantLimitException;
import dev.flexidb.error.TenantUnavailableException;
import dev.flexidb.error.UnknownSchemaException;
import dev.flexidb.error.UnknownTenantException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;

/**
 * What a client is told where a database refuses its request: nothing of the database.
 *
 * @param retryAfter null where nobody knows
 */
record Refusal(HttpStatus status, String detail, @Nullable Duration retryAfter) {

  static final Refusal NO_TENANT =
      new Refusal(HttpStatus.NOT_FOUND, "There is no such tenant.", null);

  private static final int DEEPEST = 20;
  private static final String BUSY = "The service is busy. Try again later.";
  private static final String DOWN = "A database does not answer. Try again later.";
  private static final String LATE = "A database did not answer in time. Try again later.";
  private static final String UNKNOWN =
      "A database did not say whether this was done. Look before you try again.";

  /**
   * @param tenant in whose name the request ran, if any
   */
  static Optional<Refusal> of(Throwable error, Optional<ServedTenant> tenant) {
    Throwable cause = error;
    for (int depth = 0; cause != null && depth < DEEPEST && !hasStatus(cause); depth++) {
      Refusal refusal = ofOne(cause, tenant);
      if (refusal != null) {
        return Optional.of(refusal);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  /** The application has said what the client is told, whatever it was caused by. */
  private static boolean hasStatus(Throwable error) {
    return !(error instanceof TenantRefusedException)
        && (error instanceof ErrorResponse
            || AnnotatedElementUtils.hasAnnotation(error.getClass(), ResponseStatus.class));
  }

  private static @Nullable Refusal ofOne(Throwable error, Optional<ServedTenant> tenant) {
    if (error instanceof TenantRefusedException refused) {
      return new Refusal(
          HttpStatus.valueOf(refused.getStatusCode().value()),
          String.valueOf(refused.getReason()),
          null);
    }
    if (error instanceof CircuitOpenException open) {
      return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, DOWN, open.retryAfter());
    }
    if (error instanceof TenantLimitException limit) {
      return new Refusal(
          HttpStatus.TOO_MANY_REQUESTS,
          "Too many requests of this tenant are under way. Try again later.",
          limit.retryAfter());
    }
    if (error instanceof UnknownTenantException
        || (error instanceof UnknownSchemaException gone && isOf(tenant, gone.schema()))
        || (error instanceof SharedSchemaException shared && isOf(tenant, shared.schema()))) {
      return NO_TENANT;
    }
    if (error instanceof TenantUnavailableException away && isOf(tenant, away.schema())) {
      return new Refusal(
          HttpStatus.SERVICE_UNAVAILABLE, "The tenant is not served at the moment.", null);
    }
    Refusal unanswered = unanswered(error);
    return unanswered == null ? busy(error) : unanswered;
  }

  /** Who was not told whether it was done must not be asked to do it again. */
  private static @Nullable Refusal unanswered(Throwable error) {
    if (error instanceof CommitOutcomeUnknownException
        || (error instanceof DeadlineExceededException passed && passed.mayBeKept())) {
      return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, UNKNOWN, null);
    }
    return error instanceof DeadlineExceededException
        ? new Refusal(HttpStatus.SERVICE_UNAVAILABLE, LATE, null)
        : null;
  }

  private static @Nullable Refusal busy(Throwable error) {
    if (error instanceof AcquireRefusedException refused) {
      return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, BUSY, refused.retryAfter());
    }
    if (error instanceof AcquireTimeoutException) {
      return new Refusal(HttpStatus.SERVICE_UNAVAILABLE, BUSY, null);
    }
    return error instanceof ConnectFailedException
            || error instanceof ConnectionLostException
            || error instanceof NoReplicaException
            || error instanceof ClosedException
        ? new Refusal(HttpStatus.SERVICE_UNAVAILABLE, DOWN, null)
        : null;
  }

  /** A schema that the handler named itself is the handler's fault. */
  private static boolean isOf(Optional<ServedTenant> tenant, String schema) {
    return tenant.filter(served -> served.schema().value().equals(schema)).isPresent();
  }
}
