package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.batch.CircuitState;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How a server that is gone is looked for. */
@Isolated("turns the clock of all schedulers")
class ReconnectTest extends WatchedServer {

  private static Mono<Boolean> refusing() {
    return Mono.error(new R2dbcPermissionDeniedException("wrong password", "28P01"));
  }

  @Test
  @DisplayName("F23: a server that is gone is looked for 10 times, 5 s apart, and given up aloud")
  void isGivenUpAloud() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.DEFAULTS);
    server.answer = Silenceable.DOWN;
    ask(db);
    server.asked();

    pass(50);
    assertThat(server.asked()).isEqualTo(10);
    pass(1_000);
    assertThat(server.asked()).isZero();
    assertThat(told)
        .containsExactly("UNKNOWN > UNHEALTHY", "gave up after 10: ConnectFailedException");

    ask(db);
    server.asked();
    pass(1_000);
    assertThat(server.asked()).as("what was given up stays so").isZero();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F23: connect() has it looked for again")
  void connectHasItLookedForAgain() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.DEFAULTS);
    server.answer = Silenceable.DOWN;
    ask(db);
    pass(100);
    server.asked();

    connect(db);
    pass(5);
    assertThat(server.asked()).isEqualTo(1);

    server.answer = Silenceable.UP;
    pass(5);
    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);
    assertThat(stats(db).connected()).isTrue();
    server.asked();
    pass(1_000);
    assertThat(server.asked()).as("found, and so looked for no longer").isZero();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F23: so has a use that succeeds")
  void aUseThatSucceedsHasItLookedForAgain() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.DEFAULTS);
    server.answer = Silenceable.DOWN;
    ask(db);
    pass(100);
    server.answer = Silenceable.UP;
    ask(db);
    pass(5);
    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);

    server.answer = Silenceable.DOWN;
    run(db.health());
    assertThat(health(db)).isEqualTo(HealthStatus.UNHEALTHY);
    server.asked();
    pass(5);

    assertThat(server.asked()).isEqualTo(1);
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F23: it can be turned off")
  void reconnectingCanBeTurnedOff() {
    ReactiveFlexiDb db = over(HealthCheckConfig.NONE, ReconnectConfig.NONE);
    server.answer = Silenceable.DOWN;
    ask(db);
    server.asked();

    pass(1_000);

    assertThat(server.asked()).isZero();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F19, F22: a login that is refused says nothing of the connections that are open")
  void connectionsThatAreOpenAreAskedAllTheSame() {
    ReactiveFlexiDb db = over(EXACT, ReconnectConfig.NONE);
    connect(db);
    Disposable holder =
        Flux.usingWhen(
                db.get("app").create(),
                connection ->
                    Flux.from(connection.createStatement("SELECT 1").execute())
                        .thenMany(Mono.never()),
                Connection::close)
            .subscribe();
    pass(0);
    server.answer = ReconnectTest::refusing;
    server.answerOfOpen = Silenceable.UP;
    pass(300);
    assertThat(health(db)).as("all are in use").isEqualTo(HealthStatus.UNHEALTHY);
    assertThat(server.asked()).as("logins").isEqualTo(1);

    holder.dispose();
    pass(30);

    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);
    server.asked();
    assertNothingIsLeftOnceClosed(db);
  }

  @Test
  @DisplayName("F19, F23: a login that is refused is not tried again by itself")
  void aRefusedLoginIsNotHammered() {
    ReactiveFlexiDb db = over(EXACT, ReconnectConfig.DEFAULTS);
    openCircuit(db);
    server.answer = ReconnectTest::refusing;

    pass(1_000);
    assertThat(server.asked()).isEqualTo(1);
    assertThat(told).contains("gave up after 0: LoginRefusedException");

    server.answer = Silenceable.UP;
    run(db.connect());
    pass(1);
    ask(db);
    assertThat(circuit(db)).as("probed again").isEqualTo(CircuitState.CLOSED);
    server.asked();
    pass(60);
    assertThat(server.asked()).as("it is checked again").isPositive();
    assertThat(health(db)).isEqualTo(HealthStatus.HEALTHY);
    assertNothingIsLeftOnceClosed(db);
  }
}
