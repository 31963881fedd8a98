package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.LoginRefusedException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

@Isolated("turns the clock of all schedulers")
class ConnectorTest implements ConnectionObserver {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile int connections;

  @Override
  public void connected() {
    connections = 1;
  }

  @Override
  public void connectFailed(Throwable error) {
    failures.add(error);
  }

  private Connector connector(StubDriver driver, Function<PhysicalConnection, Mono<Void>> setUp) {
    Retry twice =
        Retry.max(2)
            .filter(Connector::isTransient)
            .onRetryExhaustedThrow((spec, last) -> last.failure());
    return new Connector(driver, "app", "db:5432", LIMIT, twice, setUp, this);
  }

  private Connector connector(StubDriver driver) {
    return connector(driver, connection -> Mono.empty());
  }

  private Connector failing(Throwable error) {
    return connector(new StubDriver(() -> Mono.error(error)));
  }

  @Test
  void tellsOfASuccess() {
    connector(new StubDriver())
        .create()
        .as(StepVerifier::create)
        .expectNextCount(1)
        .verifyComplete();

    assertThat(connections).isEqualTo(1);
    assertThat(failures).isEmpty();
  }

  @Test
  void tellsOfEveryAttemptThatFailed() {
    failing(new ConnectException("Connection refused"))
        .create()
        .as(StepVerifier::create)
        .verifyError(ConnectFailedException.class);

    assertThat(failures).hasSize(3).hasOnlyElementsOfType(ConnectFailedException.class);
  }

  @Test
  void namesDatabaseServerAndReasonWhenTheServerIsNotThere() {
    failing(new R2dbcNonTransientResourceException("wrapped", new ConnectException("refused")))
        .create()
        .as(StepVerifier::create)
        .verifyErrorMessage(
            "database \"app\": cannot connect to db:5432 (refused); check that the server is up and"
                + " that host and port are right");
  }

  @Test
  void whatADriverThrowsIsAnErrorLikeOneItEmits() {
    StubDriver driver =
        new StubDriver(
            () -> {
              throw new IllegalStateException("no socket\nno host");
            });

    connector(driver)
        .create()
        .as(StepVerifier::create)
        .verifyErrorMessage(
            "database \"app\": cannot connect to db:5432 (no socket\\u000ano host); check that the"
                + " server is up and that host and port are right");
    assertThat(failures).hasSize(3).hasOnlyElementsOfType(ConnectFailedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"28000", "28P01", "3D000", "42000"})
  void aLoginThatWasRefusedIsNeverTriedAgain(String sqlState) {
    failing(new R2dbcNonTransientResourceException("no", sqlState))
        .create()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOfSatisfying(
                        LoginRefusedException.class,
                        refused -> assertThat(refused.getSqlState()).isEqualTo(sqlState)));

    assertThat(failures).hasSize(1);
  }

  @Test
  void aLoginThatWasRefusedWithoutAnSqlStateIsNeverTriedAgain() {
    failing(new R2dbcPermissionDeniedException("no"))
        .create()
        .as(StepVerifier::create)
        .verifyError(LoginRefusedException.class);

    assertThat(failures).hasSize(1);
  }

  /** Too many connections, starting up or shutting down, connection refused by the server. */
  @ParameterizedTest
  @ValueSource(strings = {"53300", "57P03", "57P01", "08004", "08001", "HY000"})
  void whatMayPassIsTriedAgain(String sqlState) {
    failing(new R2dbcNonTransientResourceException("not now", sqlState))
        .create()
        .as(StepVerifier::create)
        .verifyError(ConnectFailedException.class);

    assertThat(failures).hasSize(3);
  }

  @Test
  void anAttemptEndsAtItsLimit() {
    StepVerifier.withVirtualTime(() -> connector(new StubDriver(Mono::never)).create())
        .thenAwait(LIMIT.multipliedBy(3))
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(ConnectFailedException.class)
                    .hasMessageContaining("no answer within 5000 ms"));

    assertThat(failures).hasSize(3);
  }

  @Test
  void closesAConnectionThatArrivesAfterItsLimit() {
    Source<Connection> source = new Source<>();
    StubDriver driver = new StubDriver(() -> source);
    StepVerifier.withVirtualTime(() -> connector(driver).create())
        .thenAwait(LIMIT.multipliedBy(3))
        .verifyError(ConnectFailedException.class);

    source.deliver(driver.open());

    assertThat(driver.opened).singleElement().matches(stub -> stub.closed);
  }

  @Test
  void closesAConnectionThatArrivesAfterACancel() {
    Source<Connection> source = new Source<>();
    StubDriver driver = new StubDriver(() -> source);
    connector(driver).create().subscribe().dispose();

    source.deliver(driver.open());

    assertThat(driver.opened).singleElement().matches(stub -> stub.closed);
  }

  @Test
  void closesAConnectionWhoseSetUpFails() {
    StubDriver driver = new StubDriver();

    connector(driver, connection -> Mono.error(new IllegalStateException("unfit")))
        .create()
        .as(StepVerifier::create)
        .verifyError(R2dbcException.class);

    assertThat(driver.opened).isNotEmpty().allMatch(stub -> stub.closed);
  }

  @Test
  void aSettingThatMakesAConnectionUnfitIsToldAsItIs() {
    InvalidConfigurationException unfit = new InvalidConfigurationException("remove the option");

    connector(new StubDriver(), connection -> Mono.error(unfit))
        .create()
        .as(StepVerifier::create)
        .verifyErrorSatisfies(error -> assertThat(error).isSameAs(unfit));

    assertThat(failures).hasSize(1);
  }

  @Test
  void closesAConnectionWhoseSetUpExceedsTheLimit() {
    StubDriver driver = new StubDriver();

    StepVerifier.withVirtualTime(() -> connector(driver, connection -> Mono.never()).create())
        .thenAwait(LIMIT.multipliedBy(3))
        .verifyError(ConnectFailedException.class);

    assertThat(driver.opened).hasSize(3).allMatch(stub -> stub.closed);
  }
}
