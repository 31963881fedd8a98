package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/**
 * S34: whoever asks for rows, the driver is asked on its own thread, where it also tells them. On
 * another one it swaps or loses rows now and then.
 */
interface DriverThreadContract extends Contract {

  List<Integer> IDS = IntStream.rangeClosed(1, TwoTenants.ROWS).boxed().toList();

  private static Flux<Integer> ids(
      LogicalConnection connection, int fetchSize, Set<Thread> telling) {
    return Flux.from(
            connection
                .createStatement("SELECT id FROM item ORDER BY id")
                .fetchSize(fetchSize)
                .execute())
        .concatMap(result -> result.map((Readable row) -> id(row, telling)), 0);
  }

  private static Integer id(Readable row, Set<Thread> telling) {
    telling.add(Thread.currentThread());
    return row.get(0, Integer.class);
  }

  @Test
  @DisplayName("S34: the driver is asked on its own thread")
  default void asksDriverOnItsOwnThread(TestDatabase database) {
    try (TwoTenants tenants = tenants(database, TwoTenants.ROWS)) {
      for (int fetchSize : List.of(0, 500)) {
        for (boolean begins : List.of(false, true)) {
          Set<Thread> telling = ConcurrentHashMap.newKeySet();
          Flux<Integer> read =
              tenants.with(
                  c ->
                      begins
                          ? c.beginTransaction().thenMany(ids(c, fetchSize, telling))
                          : ids(c, fetchSize, telling));
          StepVerifier.create(
                  read.contextWrite(withSchema(tenants.a))
                      .publishOn(Schedulers.parallel(), 7)
                      .collectList())
              .expectNext(IDS)
              .verifyComplete();
          assertThat(telling).hasSize(1);
        }
      }
    }
  }
}
