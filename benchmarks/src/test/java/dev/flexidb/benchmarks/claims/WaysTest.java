package dev.flexidb.benchmarks.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.benchmarks.runner.Case;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class WaysTest {

  private static final String CHANGED =
      """
      SELECT 'own ' || tenant || ' ' || id FROM tenant_0.items WHERE n > 0
      UNION ALL SELECT 'own ' || tenant || ' ' || id FROM tenant_1.items WHERE n > 0
      UNION ALL SELECT 'everyone ' || tenant || ' ' || id FROM everyone.items WHERE n > 0
      """;

  private Site site;

  @BeforeEach
  void open() {
    site = Site.open(DatabaseServers.shared(DatabaseKind.POSTGRESQL), Link.LOOPBACK, 2);
  }

  @AfterEach
  void close() {
    site.close().block();
  }

  private List<String> changedBy(Case way) {
    way.operation().run(1, 7).block();
    return Objects.requireNonNull(in(site.pool(), CHANGED).block());
  }

  private static Mono<List<String>> in(ConnectionPool pool, String sql) {
    return Mono.usingWhen(
        pool.create(),
        connection ->
            Flux.from(connection.createStatement(sql).execute())
                .flatMap(result -> result.map(row -> row.get(0, String.class)))
                .collectList(),
        Connection::close);
  }

  @Test
  void theBaselineWritesTheTenantsRowOfTheCommonTable() {
    Case baseline = new TenantWrites(2).cases(site).get(0);

    assertThat(changedBy(baseline)).containsExactly("everyone 1 107");
  }

  @Test
  void allOthersWriteIntoTheTenantsTable() {
    List<Case> cases = new TenantWrites(2).cases(site);

    assertThat(cases.subList(1, cases.size()))
        .isNotEmpty()
        .allSatisfy(way -> assertThat(changedBy(way)).containsExactly("own 1 7"));
  }

  @Test
  void aWayToTheWrongTenantIsFoundOut() {
    List<String> swapped = List.of("tenant_1", "tenant_0");
    Way wrong = Ways.setOnBorrow(site.pool(), swapped);

    wrong
        .in(0, connection -> Items.ofTenant("$1").read(connection, 0, 5))
        .as(StepVerifier::create)
        .verifyErrorMessage("tenant 0 was given a row of tenant 1");
  }
}
