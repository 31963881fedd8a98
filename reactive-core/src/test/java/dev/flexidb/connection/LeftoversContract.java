package dev.flexidb.connection;

import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.TestDatabase;
import io.r2dbc.spi.R2dbcException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** S11: each kind of thing that SQL leaves on a session, and the next borrower's view of it. */
interface LeftoversContract extends Contract {

  private static List<LeftBehind> kinds(TwoTenants tenants) {
    if (tenants.isPostgreSql()) {
      return LeftBehind.onPostgreSql();
    }
    tenants.database.execute("CREATE PROCEDURE %s.go() SET @note = 'of a'".formatted(tenants.a));
    return LeftBehind.onMySql(tenants.a, tenants.b);
  }

  private static String backend(TwoTenants tenants) {
    return tenants.isPostgreSql() ? "SELECT pg_backend_pid()" : "SELECT CONNECTION_ID()";
  }

  /** What a query shows: its values, or its error. */
  private static Mono<String> shown(LogicalConnection connection, String sql) {
    return TwoTenants.strings(connection, sql)
        .collectList()
        .map(List::toString)
        .onErrorResume(R2dbcException.class, error -> Mono.just("error " + error.getErrorCode()));
  }

  /** What each of the statements of one borrow shows. */
  private static List<String> borrow(TwoTenants tenants, String tenant, String... statements) {
    return Objects.requireNonNull(
        tenants
            .with(c -> Flux.just(statements).concatMap(sql -> shown(c, sql)))
            .contextWrite(withSchema(tenant))
            .collectList()
            .block());
  }

  @Test
  @DisplayName("S11: nothing that SQL leaves on a session reaches its next borrower")
  default void reachesNobodyElse(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      List<LeftBehind> kinds = kinds(tenants);
      Map<String, String> fresh = new HashMap<>();
      for (LeftBehind kind : kinds) {
        fresh.computeIfAbsent(kind.look(), look -> borrow(tenants, tenants.b, look).get(0));
      }
      for (LeftBehind kind : kinds) {
        assertThat(borrow(tenants, tenants.a, kind.sql(), kind.look()).get(1))
            .as("on the session of %s", kind.sql())
            .isNotEqualTo(fresh.get(kind.look()));
        assertReachesNobody(tenants, kind, Objects.requireNonNull(fresh.get(kind.look())));
      }
      tenants.assertHealthy();
    }
  }

  /** Without a look by its maker, which may itself make the session be reset. */
  private static void assertReachesNobody(TwoTenants tenants, LeftBehind kind, String fresh) {
    List<String> maker = borrow(tenants, tenants.a, backend(tenants), kind.sql());
    assertThat(maker.get(1)).as(kind.sql()).doesNotStartWith("error");
    List<String> next = borrow(tenants, tenants.b, backend(tenants), kind.look());
    assertThat(next.get(1)).as("behind %s", kind.sql()).isEqualTo(fresh);
    assertThat(next.get(0).equals(maker.get(0)))
        .as("its connection serves others: %s", kind.sql())
        .isEqualTo(!kind.closes());
  }

  @Test
  @DisplayName("S11: what may undo or change what a session rests on costs the connection")
  default void closesBehindWhatShowsNothing(TestDatabase database) {
    try (TwoTenants tenants = tenants(database)) {
      for (String sql : LeftBehind.unseen(tenants.isPostgreSql())) {
        List<String> maker = borrow(tenants, tenants.a, backend(tenants), sql);
        assertThat(maker.get(1)).as(sql).doesNotStartWith("error");
        assertThat(borrow(tenants, tenants.b, backend(tenants)).get(0))
            .as(sql)
            .isNotEqualTo(maker.get(0));
        tenants.assertHealthy();
      }
    }
  }
}
