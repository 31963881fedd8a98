package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.Blob;
import io.r2dbc.spi.Clob;
import io.r2dbc.spi.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** S34: large objects are streamed to and from the tenant's own table. */
interface LargeObjectContract extends Contract {

  @Test
  @DisplayName("S34: CLOBs and BLOBs come back to the tenant who wrote them")
  default void readsOwnLargeObjects(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      boolean postgreSql = Contract.isPostgreSql(database);
      String create =
          "CREATE TABLE lob (c %s, b %s)"
              .formatted(postgreSql ? "text" : "longtext", postgreSql ? "bytea" : "longblob");
      String insert =
          "INSERT INTO lob VALUES (%s, %s)"
              .formatted(postgreSql ? "$1" : "?", postgreSql ? "$2" : "?");
      for (String tenant : List.of(tenants.a, tenants.b)) {
        String text = (tenant + " ").repeat(20_000);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Flux<Long> write =
            tenants.with(
                c ->
                    Flux.from(
                            c.createStatement(insert)
                                .bind(0, Clob.from(Mono.just(text)))
                                .bind(1, Blob.from(Mono.just(ByteBuffer.wrap(bytes))))
                                .execute())
                        .flatMap(Result::getRowsUpdated));
        Flux<String> read =
            tenants.with(
                c ->
                    Flux.from(c.createStatement("SELECT c, b FROM lob").execute())
                        .flatMap(
                            r ->
                                r.map(
                                    row ->
                                        characters(Objects.requireNonNull(row.get(0, Clob.class)))
                                            .zipWith(
                                                bytes(
                                                    Objects.requireNonNull(row.get(1, Blob.class))),
                                                (x, y) -> x.equals(y) ? x : "differ")))
                        .concatMap(both -> both));
        StepVerifier.create(
                tenants
                    .with(c -> TwoTenants.update(c, create))
                    .thenMany(write)
                    .thenMany(read)
                    .contextWrite(withSchema(tenant)))
            .expectNext(text)
            .verifyComplete();
      }
      tenants.assertHealthy();
    }
  }

  private static Mono<String> characters(Clob clob) {
    return Flux.from(clob.stream())
        .reduce(new StringBuilder(), StringBuilder::append)
        .map(StringBuilder::toString);
  }

  private static Mono<String> bytes(Blob blob) {
    return Flux.from(blob.stream())
        .map(buffer -> StandardCharsets.US_ASCII.decode(buffer).toString())
        .reduce(new StringBuilder(), StringBuilder::append)
        .map(StringBuilder::toString);
  }
}
