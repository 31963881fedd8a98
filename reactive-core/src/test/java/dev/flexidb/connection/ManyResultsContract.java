package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** S34: several Results of one statement, each longer than what drivers fetch ahead. */
interface ManyResultsContract extends Contract {

  @Test
  @DisplayName("S34: results of a batch are read one after the other")
  default void readsResultsInOrder(TestDatabase database) {
    readsAll(database, Flux::concatMap);
  }

  @Test
  @DisplayName("S34: results of a batch are read as they come")
  default void readsResultsAsTheyCome(TestDatabase database) {
    readsAll(database, Flux::flatMap);
  }

  @Test
  @DisplayName("S34: results of a batch are read one row at a time")
  default void readsResultsRowByRow(TestDatabase database) {
    readsAll(database, (results, mapper) -> results.concatMap(mapper).limitRate(1));
  }

  private void readsAll(
      TestDatabase database,
      BiFunction<Flux<? extends Result>, Function<Result, Publisher<String>>, Flux<String>> way) {
    try (TwoTenants tenants = tenants(database, 1_000)) {
      for (String tenant : List.of(tenants.a, tenants.b, tenants.a)) {
        Flux<String> both =
            tenants.with(
                c ->
                    way.apply(
                        Flux.from(
                            c.createBatch()
                                .add(TwoTenants.ALL)
                                .add("SELECT concat(owner, '!') FROM item")
                                .add(TwoTenants.ALL)
                                .execute()),
                        TwoTenants::strings));
        StepVerifier.create(both.contextWrite(withSchema(tenant)).collectList())
            .assertNext(
                owners -> assertThat(owners).hasSize(3_000).containsOnly(tenant, tenant + "!"))
            .verifyComplete();
      }
      tenants.assertHealthy();
    }
  }
}
