package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.routing.QueryObserver;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

@DisplayName("F20: a listener hurts nobody but itself")
class ListenersTest {

  private final Throwable lost = new IllegalStateException("lost");

  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final Sinks.Empty<Void> ended = Sinks.empty();

  /** Notes what it is told, and that the server of the name "end" was connected to. */
  private final FlexiDbListener noting =
      new FlexiDbListener() {
        @Override
        public void onConnect(String database, String server) {
          assertThat(Schedulers.isInNonBlockingThread()).isFalse();
          if (server.equals("end")) {
            ended.tryEmitEmpty();
          } else {
            told.add(server);
          }
        }

        @Override
        public void onError(String database, String server, Throwable error) {
          told.add("error");
        }
      };

  private static void connect(Listeners listeners, String server) {
    new ServerEvents("app", server, false, listeners).connected();
  }

  private void expectEnd(Runnable events) {
    ended.asMono().as(StepVerifier::create).then(events).verifyComplete();
  }

  @Test
  void isToldInOrderOnAThreadThatMayBlock() {
    Listeners listeners = new Listeners(List.of(noting), List.of());
    List<String> all = IntStream.range(0, 5_000).mapToObj(String::valueOf).toList();

    expectEnd(
        () -> {
          all.forEach(server -> connect(listeners, server));
          connect(listeners, "end");
        });

    assertThat(told).containsExactlyElementsOf(all);
  }

  private static Stream<Supplier<Throwable>> whatListenersThrow() {
    return Stream.of(
        () -> new IllegalStateException("broken listener"),
        () -> new NoClassDefFoundError("a/metric/that/is/missing"),
        StackOverflowError::new,
        Unprintable::new);
  }

  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("broken error");
    }
  }

  @ParameterizedTest
  @MethodSource("whatListenersThrow")
  void oneThatThrowsIsToldTheRestAndSoAreTheOthers(Supplier<Throwable> thrown) {
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    FlexiDbListener broken =
        new FlexiDbListener() {
          @Override
          public void onConnect(String database, String server) {
            seen.add(server);
            throw Exceptions.propagate(thrown.get());
          }
        };
    Listeners listeners = new Listeners(List.of(broken, noting), List.of());

    expectEnd(() -> List.of("1", "2", "end").forEach(server -> connect(listeners, server)));

    assertThat(told).containsExactly("1", "2");
    Mono.fromSupplier(seen::size)
        .filter(size -> size == 3)
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(5)).take(1_000))
        .as(StepVerifier::create)
        .expectNext(3)
        .verifyComplete();
  }

  @Test
  @DisplayName("Z08: where no listener listens to queries nothing is there to tell them")
  void queriesCostNothingWhereNobodyListens() {
    assertThat(new ServerEvents("app", "1", false, new Listeners(List.of(), List.of())).queries())
        .isNull();
    assertThat(
            new ServerEvents("app", "1", false, new Listeners(List.of(noting), List.of()))
                .queries())
        .isNull();
  }

  @Test
  @DisplayName("Z08: who is slow with queries loses queries first, and others lose none")
  void queriesAreLeftOutBeforeErrors() {
    CountDownLatch free = new CountDownLatch(1);
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    FlexiDbListener blocked =
        new FlexiDbListener() {
          @Override
          public void onQuery(QueryEvent event) {
            try {
              free.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            seen.add("query");
          }

          @Override
          public void onError(String database, String server, Throwable error) {
            seen.add("error");
          }

          @Override
          public void onConnect(String database, String server) {
            ended.tryEmitEmpty();
          }
        };
    Listeners listeners = new Listeners(List.of(blocked), List.of());
    ServerEvents events = new ServerEvents("app", "1", false, listeners);
    QueryObserver queries = Objects.requireNonNull(events.queries());

    expectEnd(
        () -> {
          IntStream.range(0, 3_000)
              .forEach(
                  i ->
                      queries
                          .started("SELECT 1", null, Context.empty())
                          .ended(Duration.ZERO, null, false, true));
          events.failed(lost);
          events.connected();
          free.countDown();
        });

    assertThat(seen).hasSize(501).endsWith("error");
  }

  @Test
  void oneThatBlocksKeepsNobodyElseWaitingAndLosesNewsFirst() {
    CountDownLatch free = new CountDownLatch(1);
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    Sinks.Empty<Void> caughtUp = Sinks.empty();
    FlexiDbListener blocked =
        new FlexiDbListener() {
          @Override
          public void onError(String database, String server, Throwable error) {
            try {
              free.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            seen.add("error");
          }

          @Override
          public void onConnect(String database, String server) {
            caughtUp.tryEmitEmpty();
          }
        };
    Listeners listeners = new Listeners(List.of(blocked, noting), List.of());
    ServerEvents events = new ServerEvents("app", "end", false, listeners);

    expectEnd(
        () -> {
          IntStream.range(0, 3_000).forEach(i -> events.failed(lost));
          events.connected();
        });
    caughtUp.asMono().as(StepVerifier::create).then(free::countDown).verifyComplete();

    assertThat(seen).hasSize(1_000);
  }
}
