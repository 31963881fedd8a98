package dev.flexidb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.Logger;
import reactor.util.Loggers;

/** Sees to it that of many nodes one works on a domain, and the others come after it. */
final class Leadership {

  private static final Logger LOG = Loggers.getLogger(Leadership.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Worker worker;
  private final Site site;
  private final String domain;
  private final Duration patience;

  Leadership(Worker worker, Site site, String domain, Duration patience) {
    this.worker = worker;
    this.site = site;
    this.domain = domain;
    this.patience = patience;
  }

  /** Does this while nobody else does; errors with {@link MigrationBusyException} after a time. */
  <T> Flux<T> during(Flux<T> work) {
    return Flux.usingWhen(lead(), held -> work, this::release);
  }

  private Mono<Connection> lead() {
    return Mono.defer(
        () -> {
          long deadline = System.nanoTime() + patience.toNanos();
          return worker
              .call(this::tryLead)
              .repeatWhenEmpty(
                  Integer.MAX_VALUE,
                  tries ->
                      tries.concatMap(
                          again ->
                              worker.isStopping() || System.nanoTime() > deadline
                                  ? Mono.error(
                                      new MigrationBusyException(site.name(), domain, patience))
                                  : Mono.delay(PAUSE)));
        });
  }

  /** The connection that holds the lock; empty if somebody else has it. */
  @SuppressWarnings("NullAway") // An empty Mono is what null becomes.
  private Connection tryLead() throws SQLException {
    Connection connection = site.connection();
    boolean leads = false;
    try {
      leads = site.dialect().tryLead(connection, lock());
    } finally {
      if (!leads) {
        connection.close();
      }
    }
    return leads ? connection : null;
  }

  private Mono<Void> release(Connection held) {
    return worker.call(
        () -> {
          try (held) {
            site.dialect().stopLeading(held, lock());
          } catch (SQLException lost) {
            LOG.debug(
                "the connection that led has gone, and its lock with it: {}", lost.getMessage());
          }
          return null;
        });
  }

  private String lock() throws SQLException {
    return "flexidb/%s/%s".formatted(site.home(), domain);
  }
}
