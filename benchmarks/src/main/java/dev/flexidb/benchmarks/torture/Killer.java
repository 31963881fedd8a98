package dev.flexidb.benchmarks.torture;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ends one of the service's sessions at the server, again and again. */
final class Killer {

  private final ConnectionFactory admin;
  private final String victim;
  private final String kill;
  private final LongAdder kills = new LongAdder();

  Killer(Ground ground) {
    this.admin = ConnectionFactories.get(ground.database().r2dbcUrl());
    this.victim =
        ground.isPostgreSql()
            ? """
              SELECT pid::bigint FROM pg_stat_activity
              WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1"""
            : """
              SELECT id FROM information_schema.processlist
              WHERE db LIKE '%s%%' AND id <> connection_id() ORDER BY rand() LIMIT 1"""
                .formatted(ground.database().name());
    this.kill = ground.isPostgreSql() ? "SELECT pg_terminate_backend(%d)" : "KILL %d";
  }

  long kills() {
    return kills.sum();
  }

  /** Goes on until it is cancelled. */
  Flux<Void> every(Duration time) {
    return time.isZero()
        ? Flux.never()
        : Flux.interval(time).onBackpressureDrop().concatMap(tick -> killOne(), 1);
  }

  private Mono<Void> killOne() {
    return Mono.usingWhen(admin.create(), this::killOne, Connection::close).onErrorComplete();
  }

  private Mono<Void> killOne(Connection connection) {
    return Flux.from(connection.createStatement(victim).execute())
        .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Long.class))))
        .concatMap(
            id ->
                Flux.from(connection.createStatement(kill.formatted(id)).execute())
                    .concatMap(result -> result.getRowsUpdated())
                    .doOnComplete(kills::increment))
        .then();
  }
}
