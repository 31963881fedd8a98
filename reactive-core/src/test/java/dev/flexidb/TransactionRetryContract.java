package dev.flexidb;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** F19: a transaction that the server gives up for the sake of another one runs again. */
interface TransactionRetryContract {

  Duration SOON = Duration.ofSeconds(30);

  TransactionDefinition SERIALIZABLE =
      new DefaultTransactionDefinition() {
        {
          setIsolationLevel(ISOLATION_SERIALIZABLE);
        }
      };

  /** Lets two transactions begin at the same point, the first time. */
  final class Meeting {
    private final AtomicInteger arrived = new AtomicInteger();
    private final Sinks.Empty<Void> both = Sinks.empty();

    <T> Mono<T> met() {
      return Mono.defer(
          () -> {
            if (arrived.incrementAndGet() == 2) {
              both.tryEmitEmpty();
            }
            return both.asMono().then(Mono.empty());
          });
    }
  }

  private static Mono<Long> write(DatabaseClient client, String sql) {
    return client.sql(sql).fetch().rowsUpdated();
  }

  @Test
  @DisplayName("F19: after a deadlock, and its values are told once")
  default void runsAgainAfterADeadlock(TestDatabase database) {
    try (Tenants tenants = Tenants.on(database)) {
      String tenant = tenants.create("a", 2);
      Meeting meeting = new Meeting();
      AtomicInteger runs = new AtomicInteger();
      Flux<String> both =
          Flux.merge(
              crossing(tenants.app(), meeting, runs, 1, 2),
              crossing(tenants.app(), meeting, runs, 2, 1));
      StepVerifier.create(both.contextWrite(withSchema(tenant)).sort().collectList())
          .assertNext(
              told -> assertThat(told).containsExactly("1 begun", "1 done", "2 begun", "2 done"))
          .expectComplete()
          .verify(SOON);
      assertThat(runs.get()).isGreaterThan(2);
      assertThat(
              tenants
                  .app()
                  .sql("SELECT count(*) FROM item WHERE owner LIKE '%..'")
                  .mapValue(Long.class)
                  .one()
                  .contextWrite(withSchema(tenant))
                  .block(SOON))
          .isEqualTo(2);
    }
  }

  /** Adds a dot to two rows, which another one does the other way round. */
  private static Flux<String> crossing(
      Database database, Meeting meeting, AtomicInteger runs, int first, int second) {
    String dot = "UPDATE item SET owner = concat(owner, '.') WHERE id = ";
    return database.inTransaction(
        TransactionRetry.DEFAULTS,
        client ->
            Flux.concat(
                Mono.fromSupplier(
                    () -> {
                      runs.incrementAndGet();
                      return first + " begun";
                    }),
                write(client, dot + first).then(meeting.met()),
                write(client, dot + second).thenReturn(first + " done")));
  }

  @Test
  @DisplayName("F19: after a serialization failure, so that no change is lost")
  default void runsAgainAfterASerializationFailure(TestDatabase database) {
    try (Tenants tenants = Tenants.on(database)) {
      String tenant = tenants.create("a", 1);
      Meeting meeting = new Meeting();
      AtomicInteger runs = new AtomicInteger();
      Mono<String> adding =
          tenants
              .app()
              .inTransaction(
                  TransactionRetry.DEFAULTS,
                  SERIALIZABLE,
                  client ->
                      client
                          .sql("SELECT owner FROM item WHERE id = 1")
                          .map(row -> Objects.requireNonNull(row.get(0, String.class)))
                          .one()
                          .doOnNext(owner -> runs.incrementAndGet())
                          .flatMap(
                              owner ->
                                  meeting
                                      .<Long>met()
                                      .then(
                                          write(
                                              client,
                                              "UPDATE item SET owner = '%s+' WHERE id = 1"
                                                  .formatted(owner)))
                                      .thenReturn(owner)))
              .single();
      StepVerifier.create(Flux.merge(adding, adding).contextWrite(withSchema(tenant)))
          .expectNext(tenant, tenant + "+")
          .expectComplete()
          .verify(SOON);
      assertThat(runs).hasValue(3);
      StepVerifier.create(
              tenants
                  .app()
                  .sql("SELECT owner FROM item")
                  .mapValue(String.class)
                  .one()
                  .contextWrite(withSchema(tenant)))
          .expectNext(tenant + "++")
          .verifyComplete();
    }
  }

  @Test
  @DisplayName("F19: not after another error, and nothing of it is told or kept")
  default void endsWithAnotherError(TestDatabase database) {
    try (Tenants tenants = Tenants.on(database)) {
      String tenant = tenants.create("a", 1);
      AtomicInteger runs = new AtomicInteger();
      Flux<Long> work =
          tenants
              .app()
              .inTransaction(
                  TransactionRetry.DEFAULTS,
                  client ->
                      write(client, "DELETE FROM item")
                          .doOnNext(n -> runs.incrementAndGet())
                          .concatWith(write(client, "SELEC 1")));
      StepVerifier.create(work.contextWrite(withSchema(tenant)))
          .expectErrorMatches(error -> error.getCause() instanceof R2dbcException)
          .verify(SOON);
      assertThat(runs).hasValue(1);
    }
  }
}
