package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import io.r2dbc.spi.test.MockConnection;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** S34: on which thread a driver is asked. */
class DriverThreadTest {

  private final Scheduler driver = Schedulers.newSingle("driver");

  @AfterEach
  void end() {
    driver.dispose();
  }

  /** A connection that answers {@code unwrap} with a class, or without one, so. */
  private static Connection wrapped(
      Function<Class<?>, @Nullable Object> asked, @Nullable Object below) {
    return (Connection)
        Proxy.newProxyInstance(
            DriverThreadTest.class.getClassLoader(),
            new Class<?>[] {Connection.class, Wrapped.class},
            (self, method, arguments) ->
                arguments == null ? below : asked.apply((Class<?>) arguments[0]));
  }

  private Connection known() {
    return wrapped(type -> type == Scheduler.class ? driver : null, null);
  }

  private static Mono<Thread> runOn(DriverThread thread) {
    return Mono.create(sink -> thread.run(() -> sink.success(Thread.currentThread())));
  }

  private static void assertRunsHere(DriverThread thread) {
    AtomicReference<Thread> ran = new AtomicReference<>();
    thread.run(() -> ran.set(Thread.currentThread()));
    assertThat(ran).hasValue(Thread.currentThread());
  }

  @Test
  @DisplayName("S34: a driver that names its thread is asked there, and there at once")
  void runsOnTheThreadThatTheDriverNames() {
    DriverThread thread = new DriverThread(known());
    assertThat(thread.isCurrent()).isFalse();
    StepVerifier.create(
            runOn(thread).map(ran -> thread.isCurrent() && ran.getName().contains("driver")))
        .expectNext(true)
        .verifyComplete();
    assertThat(thread.isCurrent()).isFalse();
  }

  @Test
  @DisplayName("S34: a wrapper that answers with the connection below, or throws, hides no thread")
  void looksBelowWrappers() {
    Connection below = known();
    Connection throwing = wrapped(type -> type.cast(below), below);
    DriverThread thread = new DriverThread(wrapped(type -> throwing, throwing));
    assertThat(thread.isCurrent()).isFalse();
  }

  @Test
  @DisplayName("S34: a driver that names no thread is asked at once")
  void runsHereWhereNoThreadIsKnown() {
    assertRunsHere(new DriverThread(MockConnection.empty()));
    assertRunsHere(new DriverThread(wrapped(type -> null, null)));
  }

  @Test
  @DisplayName("S34: a driver whose thread has ended is asked at once")
  void runsHereOnceTheThreadHasEnded() {
    DriverThread thread = new DriverThread(known());
    driver.dispose();
    assertRunsHere(thread);
  }
}
