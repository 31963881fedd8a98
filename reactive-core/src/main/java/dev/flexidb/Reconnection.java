package dev.flexidb;

import dev.flexidb.pooling.HealthProbe;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Looks for a server that was found gone, until it is back or enough attempts failed. */
final class Reconnection {

  private static final Logger LOG = Loggers.getLogger(Reconnection.class);

  private final ReconnectConfig config;
  private final HealthProbe probe;
  private final Mono<Void> connect;
  private final ServerEvents events;
  private final Rounds attempts;

  /** When the last attempt ended. */
  private volatile long last;

  /** How many attempts there were in this search. */
  private volatile int made;

  private volatile boolean givenUp;

  /**
   * @param connect puts a connection into the pool
   */
  Reconnection(ReconnectConfig config, HealthProbe probe, Mono<Void> connect, ServerEvents events) {
    this.config = config;
    this.probe = probe;
    this.connect = connect;
    this.events = events;
    this.attempts = new Rounds(config::interval, this::attempt);
    this.last = now() - config.interval().toNanos();
  }

  private static long now() {
    return Schedulers.parallel().now(TimeUnit.NANOSECONDS);
  }

  /** A sign that it is gone: somebody looks now, unless somebody just did. */
  void lookNow() {
    long interval = config.interval().toNanos();
    long sinceLast = Math.max(0, now() - last);
    look(Duration.ofNanos(Math.max(0, interval - sinceLast)));
  }

  /** It did not answer just now. */
  void lookLater() {
    look(config.interval());
  }

  private void look(Duration first) {
    if (config.enabled() && !givenUp) {
      attempts.start(first);
    }
  }

  private Mono<Void> attempt(int number) {
    made = number;
    return probe
        .ask()
        .flatMap(
            finding -> {
              last = now();
              if (finding.answers()) {
                return connect.onErrorComplete().doFinally(signal -> end());
              }
              failed(number, finding.why());
              return Mono.empty();
            });
  }

  private void failed(int number, Throwable why) {
    if (number < config.maxAttempts()) {
      events.retrying(number + 1, config.interval(), why);
    } else {
      giveUp(why);
    }
  }

  /** Says so, unless it is not looked for anyway. */
  void giveUp(Throwable why) {
    if (config.enabled() && !givenUp) {
      givenUp = true;
      events.gaveUp(made, why);
      LOG.warn("{} is looked for no longer after {} attempts: {}", events, made, why.getMessage());
    }
    end();
  }

  private void end() {
    made = 0;
    attempts.stop();
  }

  /** What was given up may begin anew. */
  void rearm() {
    givenUp = false;
  }

  void close() {
    attempts.close();
  }
}
