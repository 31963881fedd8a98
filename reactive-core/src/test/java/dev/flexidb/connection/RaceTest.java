package dev.flexidb.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.PoolConfig;
import dev.flexidb.ReactiveFlexiDb;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.test.MockConnection;
import io.r2dbc.spi.test.MockResult;
import io.r2dbc.spi.test.MockStatement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.util.RaceTestUtils;

/** S34: two things that happen to one connection at the same moment. */
class RaceTest {

  private static final int TIMES = 300;

  /** Opens its connections when the test says so. */
  private static final class Gate implements ConnectionFactory {

    private final Sinks.One<Connection> opened = Sinks.one();
    private final AtomicInteger opening = new AtomicInteger();

    @Override
    public Mono<Connection> create() {
      return opened.asMono().doOnSubscribe(s -> opening.incrementAndGet());
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
      return () -> "H2";
    }

    void open() {
      MockResult result = MockResult.builder().rowsUpdated(1).build();
      MockStatement statement = MockStatement.builder().result(result).build();
      opened
          .tryEmitValue(MockConnection.builder().statement(statement).valid(true).build())
          .orThrow();
    }
  }

  private static Mono<Long> ask(LogicalConnection connection) {
    return Flux.from(connection.createStatement("SELECT 1").execute())
        .flatMap(Result::getRowsUpdated)
        .next();
  }

  private interface Scenario {
    void play(Gate gate, LogicalConnection connection);
  }

  private static void play(Scenario scenario) {
    Gate gate = new Gate();
    DatabaseConfig config = DatabaseConfig.of(gate).withPool(PoolConfig.DEFAULTS.withMaxSize(1));
    ReactiveFlexiDb db = ReactiveFlexiDb.builder().database("app", config).build();
    LogicalConnection connection =
        Objects.requireNonNull(db.get("app").create().cast(LogicalConnection.class).block());
    scenario.play(gate, connection);
    connection.close().block();
    // Nobody else may hold the only connection now.
    StepVerifier.create(
            Mono.usingWhen(
                db.get("app").create().cast(LogicalConnection.class),
                RaceTest::ask,
                LogicalConnection::close))
        .expectNext(1L)
        .expectComplete()
        .verify(Duration.ofSeconds(5));
    // reactor-pool counts twice what is given back at the very moment in which it is closed.
    db.close().onErrorComplete(IllegalArgumentException.class).block();
  }

  @RepeatedTest(TIMES)
  @DisplayName("S34: a caller gives up while its connection arrives, and asks again")
  void borrowsOnceWhenAskedAgain() {
    play(
        (gate, connection) -> {
          Disposable first = ask(connection).subscribe();
          Mono<Long> second = ask(connection).cache();
          RaceTestUtils.race(
              gate::open,
              () -> {
                first.dispose();
                second.subscribe(n -> {}, e -> {});
              });
          StepVerifier.create(second).expectNext(1L).expectComplete().verify(Duration.ofSeconds(5));
          assertThat(gate.opening).hasValue(1);
        });
  }

  /** Of a driver that is not known any statement may have been kept. */
  private static boolean saysClosed(Throwable error) {
    return error instanceof IllegalStateException
        || error.getCause() instanceof IllegalStateException;
  }

  @RepeatedTest(TIMES)
  @DisplayName("S34: a connection is closed while a statement is asked for")
  void answersStatementWhenClosedMeanwhile() {
    play(
        (gate, connection) -> {
          gate.open();
          Mono<Object> answer =
              ask(connection)
                  .cast(Object.class)
                  .onErrorResume(RaceTest::saysClosed, Mono::just)
                  .cache();
          RaceTestUtils.race(
              () -> connection.close().subscribe(), () -> answer.subscribe(n -> {}, e -> {}));
          StepVerifier.create(answer)
              .expectNextCount(1)
              .expectComplete()
              .verify(Duration.ofSeconds(5));
        });
  }

  @RepeatedTest(TIMES)
  @DisplayName("S34: a connection is closed while its physical one arrives")
  void keepsNothingWhenClosedWhileAcquiring() {
    play(
        (gate, connection) -> {
          Mono<Object> answer =
              ask(connection)
                  .cast(Object.class)
                  .onErrorResume(RaceTest::saysClosed, Mono::just)
                  .cache();
          answer.subscribe(n -> {}, e -> {});
          RaceTestUtils.race(gate::open, () -> connection.close().subscribe());
          StepVerifier.create(answer)
              .expectNextCount(1)
              .expectComplete()
              .verify(Duration.ofSeconds(5));
        });
  }

  @RepeatedTest(TIMES)
  @DisplayName("S34: a caller gives up while the answer arrives, and the next one is answered")
  void passesTurnOnWhenGivenUpMeanwhile() {
    play(
        (gate, connection) -> {
          Disposable first = ask(connection).subscribe();
          RaceTestUtils.race(gate::open, first::dispose);
          StepVerifier.create(ask(connection))
              .expectNext(1L)
              .expectComplete()
              .verify(Duration.ofSeconds(5));
        });
  }
}
