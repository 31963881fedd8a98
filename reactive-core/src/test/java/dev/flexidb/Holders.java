package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Connections that are held for as long as a test wants it, and who waits for one meanwhile. */
final class Holders {

  private Holders() {}

  /** One statement, on a connection of its own that is held until the end is there. */
  static Mono<Void> hold(Database app, AtomicInteger answered, Mono<Void> end) {
    return Mono.usingWhen(
        app.create(),
        connection -> ask(connection).doOnSuccess(row -> answered.incrementAndGet()).then(end),
        Connection::close);
  }

  static Mono<Integer> ask(Connection connection) {
    return Flux.from(connection.createStatement("SELECT id FROM item").execute())
        .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Integer.class))))
        .next();
  }

  static Mono<Integer> one(Database app) {
    return app.sql("SELECT id FROM item").mapValue(Integer.class).one();
  }

  static DatabaseStats stats(Tenants tenants) {
    return Objects.requireNonNull(tenants.db().stats().get(Tenants.NAME));
  }

  /** Every connection of the pool can be held, by three tenants, and not one more. */
  static void assertWhole(Tenants tenants, List<String> three) {
    Sinks.Empty<Void> end = Sinks.empty();
    AtomicInteger answered = new AtomicInteger();
    Mono<Void> all =
        Flux.fromIterable(three)
            .concatWithValues(three.get(2), three.get(2))
            .flatMap(
                tenant ->
                    Flux.range(0, tenant.equals(three.get(2)) ? 1 : 5)
                        .flatMap(i -> hold(tenants.app(), answered, end.asMono()))
                        .contextWrite(withSchema(tenant)))
            .then()
            .cache();
    all.subscribe();

    Mono.firstWithSignal(all, reaches(answered, 10).then())
        .as(StepVerifier::create)
        .verifyComplete();
    assertThat(answered).hasValue(10);
    assertThat(stats(tenants).activeConnections()).isEqualTo(10);
    // The fifth of the first two tenants, and the third of the last one.
    assertThat(stats(tenants).pendingAcquires()).isEqualTo(3);
    end.tryEmitEmpty();
    all.as(StepVerifier::create).verifyComplete();
    assertThat(stats(tenants).pendingAcquires()).isZero();
    assertThat(stats(tenants).activeConnections()).isZero();
  }

  static void becomes(AtomicInteger counter, int expected) {
    reaches(counter, expected).as(StepVerifier::create).expectNext(expected).verifyComplete();
  }

  static Mono<Integer> reaches(AtomicInteger counter, int expected) {
    return Mono.fromSupplier(counter::get)
        .filter(now -> now >= expected)
        .repeatWhenEmpty(asked -> asked.delayElements(Duration.ofMillis(10)).take(1_000));
  }
}
