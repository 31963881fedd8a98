package dev.flexidb.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.HealthStatus;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.spring.fleet.FleetRuns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Who is told what, and what it costs. */
class FeedTest {

  private static final Duration BEAT = Pace.USUAL.interval();

  private final ReactiveFlexiDb db =
      ReactiveFlexiDb.builder()
          .database("orders", DatabaseConfig.of("r2dbc:postgresql://app:secret@localhost:1/orders"))
          .build();
  private final Happened happened = new Happened();
  private final Recorder recorder = new Recorder(db, happened);
  private final Asked runs = new Asked();
  private final Feed feed = new Feed(recorder, runs, List.of(), "shop", Pace.USUAL);
  private VirtualTimeScheduler time;

  @BeforeEach
  void begin() {
    time = VirtualTimeScheduler.getOrSet();
    feed.start();
  }

  @AfterEach
  void end() {
    feed.stop();
    VirtualTimeScheduler.reset();
    db.close().block();
  }

  @Test
  void whileNobodyLooksItOnlyRemembersAndWithinBounds() {
    time.advanceTimeBy(BEAT.multipliedBy(1_000));

    assertThat(runs.asked).hasValue(0);
    assertThat(recorder.number()).isEqualTo(1_001);
    assertThat(points()).isEqualTo(ServerHistory.POINTS);
  }

  /** Or it would tell the rate of a millisecond. */
  @Test
  void aBeatRightBehindALateOneIsLeftOut() {
    time.advanceTimeBy(BEAT);
    feed.beat();
    feed.beat();

    assertThat(recorder.number()).isEqualTo(2);
  }

  @Test
  void allBrowsersAreToldOneText() {
    List<ServerSentEvent<String>> one = new ArrayList<>();
    List<ServerSentEvent<String>> other = new ArrayList<>();
    Disposable looking = feed.events().subscribe(one::add);
    feed.events().subscribe(other::add);
    time.advanceTimeBy(BEAT.multipliedBy(2));
    looking.dispose();
    time.advanceTimeBy(BEAT);

    assertThat(one).hasSize(3);
    assertThat(other).hasSize(4);
    assertThat(one.get(2)).isSameAs(other.get(2));
    assertThat(runs.asked).as("once for each beat").hasValue(3);
  }

  @Test
  void aBrowserThatIsSlowKeepsNobodyWaitingAndNothingForItself() {
    List<ServerSentEvent<String>> told = new ArrayList<>();
    BaseSubscriber<ServerSentEvent<String>> slow =
        new BaseSubscriber<>() {
          @Override
          protected void hookOnSubscribe(Subscription subscription) {
            request(2);
          }

          @Override
          protected void hookOnNext(ServerSentEvent<String> event) {
            told.add(event);
          }
        };
    feed.events().subscribe(slow);
    time.advanceTimeBy(BEAT.multipliedBy(10));
    assertThat(told).hasSize(2);
    slow.request(1);
    time.advanceTimeBy(BEAT);

    assertThat(told).hasSize(3);
    assertThat(told.get(2).data()).as("the newest").contains("\"number\":12");
  }

  @Test
  void thereIsALimitToThem() {
    for (int i = 0; i < Feed.MOST; i++) {
      assertThat(feed.admits()).isTrue();
      feed.events().subscribe();
    }
    assertThat(feed.admits()).isFalse();
  }

  @Test
  void itEndsThemBeforeTheWebServerWaitsForItsRequests() {
    assertThat(feed.getPhase()).isGreaterThan(WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE);
    feed.events()
        .as(StepVerifier::create)
        .expectNextCount(1)
        .then(feed::stop)
        .expectComplete()
        .verify(Duration.ofSeconds(5));
    assertThat(feed.isRunning()).isFalse();
    feed.events().as(StepVerifier::create).expectNextCount(1).verifyComplete();
  }

  @Test
  void whatCameAndWentBetweenTwoBeatsIsRemembered() {
    happened.onCircuitChanged("orders", "localhost:1", CircuitState.CLOSED, CircuitState.OPEN);
    happened.onCircuitChanged("orders", "localhost:1", CircuitState.OPEN, CircuitState.CLOSED);
    happened.onHealthChanged("gone", "other:1", HealthStatus.HEALTHY, HealthStatus.UNHEALTHY);
    time.advanceTimeBy(BEAT);

    assertThat(changes()).containsSubsequence("CLOSED", "OPEN", "CLOSED");
  }

  @Test
  void changesAreBoundedToo() {
    for (int i = 0; i < 5_000; i++) {
      happened.onCircuitChanged("orders", "a", CircuitState.CLOSED, CircuitState.OPEN);
      happened.onCircuitChanged("orders", "a", CircuitState.OPEN, CircuitState.CLOSED);
    }
    time.advanceTimeBy(BEAT);

    assertThat(changes()).hasSizeBetween(ServerHistory.CHANGES - 1, ServerHistory.CHANGES);
  }

  private int points() {
    return list(server().get("points")).size();
  }

  private List<String> changes() {
    return list(server().get("changes")).stream()
        .map(change -> String.valueOf(list(change).get(2)))
        .toList();
  }

  private Map<?, ?> server() {
    return (Map<?, ?>) list(recorder.databases(true).get(0).get("servers")).get(0);
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }

  private static final class Asked implements FleetRuns {

    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public List<Run> runs() {
      return List.of();
    }

    @Override
    public long revision() {
      return asked.incrementAndGet();
    }
  }
}
