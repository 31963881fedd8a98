package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.AcquireTimeoutException;
import dev.flexidb.error.ConnectFailedException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

@Isolated("turns the clock of all schedulers")
@DisplayName("F01: how long a server that does not answer is waited for")
class PatienceTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final AtomicInteger attempts = new AtomicInteger();

  /** The server accepts, and never says a word. */
  private final ConnectionFactory silent =
      new ConnectionFactory() {
        @Override
        public Mono<Connection> create() {
          attempts.incrementAndGet();
          return Mono.never();
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
          return () -> "silent";
        }
      };

  private ReactiveFlexiDb over(RetryConfig retry) {
    return ReactiveFlexiDb.builder()
        .database(
            "app",
            DatabaseConfig.of(silent)
                .withRetry(retry)
                .withHealthCheck(HealthCheckConfig.NONE)
                .withReconnect(ReconnectConfig.NONE))
        .build();
  }

  private void expectFailureOfConnect(RetryConfig retry, Duration within, int afterAttempts) {
    StepVerifier.withVirtualTime(() -> over(retry).connect())
        .thenAwait(within)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("(no answer within 5000 ms)"));
    assertThat(attempts).hasValue(afterAttempts);
  }

  @Test
  void connectMakesAllItsAttempts() {
    expectFailureOfConnect(RetryConfig.DEFAULTS, Duration.ofSeconds(5 + 2 + 5 + 3 + 5), 3);
  }

  @Test
  void connectMakesAllItsAttemptsHoweverLongTheirDelays() {
    RetryConfig patient = new RetryConfig(9, Duration.ofSeconds(20), Backoff.EXPONENTIAL, 1);

    expectFailureOfConnect(patient, Duration.ofSeconds(9 * 5 + 8 * 30), 9);
  }

  @Test
  void connectMakesAllItsAttemptsHoweverFarApart() {
    RetryConfig patient = new RetryConfig(4, Duration.ofDays(365), Backoff.FIXED, 1);

    expectFailureOfConnect(patient, Duration.ofDays(3 * 2 * 365 + 1), 4);
  }

  @Test
  void anOrdinaryCallerWaitsNoLongerThanAcquireTimeout() {
    StepVerifier.withVirtualTime(
            () -> over(RetryConfig.DEFAULTS).get("app").sql("SELECT 1").fetch().rowsUpdated())
        .expectSubscription()
        .expectNoEvent(TEN_SECONDS.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .hasCauseInstanceOf(AcquireTimeoutException.class)
                    .hasStackTraceContaining("the last attempt to open one failed"));
  }
}
