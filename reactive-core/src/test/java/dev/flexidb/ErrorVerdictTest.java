package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.flexidb.batch.Verdict;
import dev.flexidb.error.AcquireRefusedException;
import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ClosedException;
import dev.flexidb.error.CommitOutcomeUnknownException;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.DeadlineExceededException.WaitedFor;
import dev.flexidb.error.LoginRefusedException;
import dev.flexidb.error.TenantLimitException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("F21: what our own errors, and errors without an answer, say of a database")
class ErrorVerdictTest {

  private static Exception cause() {
    return new IllegalStateException();
  }

  private static AcquireTimeoutException acquireTimeout(int active, boolean served) {
    return new AcquireTimeoutException(
        "app", Duration.ofSeconds(1), active, active, 0, 0, 10, served, null);
  }

  private static DeadlineExceededException deadline() {
    return new DeadlineExceededException(
        "app", Duration.ofSeconds(1), WaitedFor.ANSWER, true, null);
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        arguments(Verdict.IGNORED, acquireTimeout(10, false)),
        arguments(Verdict.IGNORED, acquireTimeout(9, true)),
        arguments(Verdict.FAILURE, acquireTimeout(9, false)),
        arguments(
            Verdict.IGNORED,
            new AcquireRefusedException("app", 1, 1, Duration.ofMillis(1), cause())),
        arguments(Verdict.IGNORED, new ClosedException("app")),
        arguments(
            Verdict.IGNORED,
            new TenantLimitException("app", "a", 1, 1, 0, Duration.ofMillis(1), Duration.ZERO)),
        arguments(Verdict.IGNORED, deadline()),
        arguments(Verdict.IGNORED, new CommitOutcomeUnknownException("app", true, deadline())),
        arguments(Verdict.FAILURE, new ConnectFailedException("app", "db", "down", cause())),
        arguments(Verdict.FAILURE, new LoginRefusedException("app", "db", "no", "28P01", cause())),
        arguments(Verdict.FAILURE, new CommitOutcomeUnknownException("app", true, cause())),
        arguments(Verdict.FAILURE, new ConnectionLostException("app", cause())),
        arguments(Verdict.FAILURE, new IOException("broken pipe")),
        arguments(Verdict.FAILURE, new TimeoutException("of a driver")),
        arguments(Verdict.FAILURE, new R2dbcTimeoutException("of a driver")),
        arguments(Verdict.FAILURE, new R2dbcNonTransientResourceException("connection closed")),
        arguments(Verdict.FAILURE, new R2dbcNonTransientResourceException("lost", "08006")),
        arguments(Verdict.FAILURE, new R2dbcNonTransientResourceException("bye", "57P01")),
        arguments(Verdict.SUCCESS, new R2dbcTimeoutException("of a user", "57014")),
        arguments(Verdict.SUCCESS, new R2dbcTimeoutException("of a user", "HY000", 3024)),
        arguments(Verdict.SUCCESS, new R2dbcTimeoutException("of a user", "70100", 1969)),
        arguments(Verdict.SUCCESS, new R2dbcNonTransientResourceException("odd", "XX000")),
        arguments(Verdict.SUCCESS, new R2dbcNonTransientResourceException("odd", null, 1406)),
        arguments(Verdict.IGNORED, new IllegalArgumentException("of the caller")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("errors")
  void isJudged(Verdict verdict, Throwable error) {
    assertThat(ErrorVerdict.of(error)).isEqualTo(verdict);
  }
}
