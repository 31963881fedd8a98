package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.error.ClosedException;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.retry.Retry;

@Isolated("turns the clock of all schedulers")
@DisplayName("F13: health")
class HealthProbeTest implements ConnectionObserver {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private final IllegalStateException full = new IllegalStateException("server is full");

  private final List<HealthProbe.Finding> found = new CopyOnWriteArrayList<>();

  private volatile Supplier<Mono<Connection>> server = this::open;
  private final StubDriver driver = new StubDriver(() -> server.get());
  private final Connector connector =
      new Connector(
          driver, "app", "db", LIMIT.multipliedBy(5), Retry.max(0), any -> Mono.empty(), this);

  private final ConnectionSource source =
      new ConnectionSource(
          "app",
          ConnectionPoolConfiguration.builder(connector)
              .initialSize(0)
              .maxSize(1)
              .allocatorSubscribeOn(Schedulers.immediate()),
          connector.singleAttempts(),
          Duration.ofSeconds(10),
          10,
          0,
          () -> null);
  private final HealthProbe health =
      new HealthProbe(
          source, connector.once(), error -> error.getCause() == full, LIMIT, found::add);

  private Mono<Connection> open() {
    return Mono.fromSupplier(driver::open);
  }

  @Override
  public void connected() {}

  @Override
  public void connectFailed(Throwable error) {}

  private Mono<Boolean> answers() {
    return health.ask().map(HealthProbe.Finding::answers);
  }

  private Lease exhaust() {
    Lease[] held = new Lease[1];
    source
        .acquire()
        .as(StepVerifier::create)
        .consumeNextWith(lease -> held[0] = lease)
        .verifyComplete();
    return held[0];
  }

  @Test
  void asksAnIdleConnection() {
    exhaust().release().block();

    answers().as(StepVerifier::create).expectNext(true).verifyComplete();

    assertThat(driver.opened).hasSize(1);
    assertThat(source.gauges()).isEqualTo(new PoolGauges(1, 0, 1, 0));
  }

  @Test
  void asksBesideAFullPoolAndClosesWhatItOpened() {
    exhaust();

    answers().as(StepVerifier::create).expectNext(true).verifyComplete();

    assertThat(driver.opened).hasSize(2);
    assertThat(driver.opened.get(0).closed).isFalse();
    assertThat(driver.opened.get(1).closed).isTrue();
    assertThat(source.gauges()).isEqualTo(new PoolGauges(1, 1, 0, 0));
  }

  @Test
  void aDeadServerIsFalseThoughItsPoolIsFull() {
    exhaust();
    server = () -> Mono.error(new ConnectException("refused"));

    answers().as(StepVerifier::create).expectNext(false).verifyComplete();
  }

  @Test
  void aSilentServerIsFalseWithinTheLimitThoughItsPoolIsFull() {
    exhaust();
    server = Mono::never;

    StepVerifier.withVirtualTime(this::answers)
        .expectSubscription()
        .expectNoEvent(LIMIT.minusMillis(1))
        .thenAwait(Duration.ofMillis(1))
        .expectNext(false)
        .verifyComplete();
  }

  @Test
  void aSilentServerIsFalseWithinTheLimitThoughNothingIsInUse() {
    server = Mono::never;

    StepVerifier.withVirtualTime(this::answers)
        .expectSubscription()
        .thenAwait(LIMIT)
        .expectNext(false)
        .verifyComplete();

    assertThat(source.gauges().pending()).isZero();
  }

  @Test
  void anIdleConnectionThatDiedDoesNotCountAgainstALivingServer() {
    exhaust().release().block();
    driver.opened.get(0).failsWhenAsked = true;

    answers().as(StepVerifier::create).expectNext(true).verifyComplete();

    assertThat(driver.opened).hasSize(2).allMatch(stub -> stub.closed);
  }

  @Test
  void whoAsksMeanwhileSharesTheAnswer() {
    exhaust();
    Source<Connection> slow = new Source<>();
    server = () -> slow;

    Mono.zip(answers(), answers(), answers())
        .as(StepVerifier::create)
        .then(() -> slow.deliver(driver.open()))
        .assertNext(answers -> assertThat(answers).containsOnly(true))
        .verifyComplete();

    assertThat(driver.opened).hasSize(2);
    assertThat(found).as("told once").hasSize(1);
  }

  @Test
  void saysWhyThereIsNoAnswer() {
    server = () -> Mono.error(new ConnectException("refused"));
    health
        .ask()
        .as(StepVerifier::create)
        .assertNext(finding -> assertThat(finding.why()).hasMessageContaining("(refused)"))
        .verifyComplete();

    server = Mono::never;
    StepVerifier.withVirtualTime(health::ask)
        .thenAwait(LIMIT)
        .assertNext(finding -> assertThat(finding.why()).hasMessage("no answer within 2000 ms"))
        .verifyComplete();
  }

  @Test
  void aCloseEndsTheProbeThatIsUnderWay() {
    server = Mono::never;

    health
        .ask()
        .as(StepVerifier::create)
        .then(health::close)
        .assertNext(finding -> assertThat(finding.why()).isInstanceOf(ClosedException.class))
        .expectComplete()
        .verify(Duration.ofSeconds(1));
  }

  @Test
  void asksBesideAnEmptyPoolAndLeavesNothingInIt() {
    answers().as(StepVerifier::create).expectNext(true).verifyComplete();

    assertThat(driver.opened).hasSize(1).allMatch(stub -> stub.closed);
    assertThat(source.gauges()).isEqualTo(new PoolGauges(0, 0, 0, 0));
  }

  @Test
  void asksAgainForWhoComesLater() {
    exhaust();
    answers().as(StepVerifier::create).expectNext(true).verifyComplete();
    server = () -> Mono.error(new ConnectException("refused"));

    answers().as(StepVerifier::create).expectNext(false).verifyComplete();
  }

  @Test
  void aServerWithoutRoomHasAnsweredWhereThePoolIsFull() {
    exhaust();
    server = () -> Mono.error(full);

    answers().as(StepVerifier::create).expectNext(true).verifyComplete();
  }

  @Test
  void aServerWithoutRoomIsOfNoUseWhereThePoolIsEmpty() {
    server = () -> Mono.error(full);

    answers().as(StepVerifier::create).expectNext(false).verifyComplete();
  }

  @Test
  void aCloseThatTakesLongIsNotWaitedFor() {
    exhaust();
    Source<Connection> slow = new Source<>();
    server = () -> slow;

    answers()
        .as(StepVerifier::create)
        .then(
            () -> {
              Connection connection = driver.open();
              driver.opened.get(1).closes = false;
              slow.deliver(connection);
            })
        .expectNext(true)
        .expectComplete()
        .verify(Duration.ofSeconds(1));
  }

  @Test
  void isFalseOnceItIsClosed() {
    source.close(Duration.ZERO).block();

    answers().as(StepVerifier::create).expectNext(false).verifyComplete();

    assertThat(driver.opened).isEmpty();
  }
}
