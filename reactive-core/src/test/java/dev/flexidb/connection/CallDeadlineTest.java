package dev.flexidb.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

@DisplayName("F14: what a deadline leaves behind")
class CallDeadlineTest {

  private static Context passed() {
    Context context = CallDeadline.in(Context.empty(), Duration.ofNanos(1));
    CallDeadline deadline = Objects.requireNonNull(CallDeadline.of(context));
    while (!deadline.hasPassed()) {
      Thread.onSpinWait();
    }
    return context;
  }

  @RepeatedTest(20)
  @DisplayName("has begun when its caller is told")
  void hasBegun() {
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean begunWhenTold = new AtomicBoolean();
    // Longer than a timer's thread needs to wake up.
    Mono<Void> work =
        Mono.defer(
            () -> {
              spin(Duration.ofMillis(5));
              begun.set(true);
              return Mono.never();
            });

    CallDeadline.unseenBehind(work)
        .doOnSuccess(told -> begunWhenTold.set(begun.get()))
        .contextWrite(passed())
        .block(Duration.ofSeconds(5));

    assertThat(begunWhenTold).isTrue();
  }

  private static void spin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
