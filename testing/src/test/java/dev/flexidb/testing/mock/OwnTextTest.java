package dev.flexidb.testing.mock;

import static dev.flexidb.Deadline.withDeadline;
import static dev.flexidb.tenant.TenantContext.withSchema;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Access;
import dev.flexidb.Database;
import dev.flexidb.Tenancy;
import dev.flexidb.testing.Product;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What the data layer says to a server of its own accord is no call. */
class OwnTextTest {

  private static final String BOUND = "SELECT name FROM users WHERE id = :id";
  private static final String PLAIN = "SELECT count(*) FROM users";

  private static Mono<Long> askBoth(Database database) {
    return database
        .sql(BOUND)
        .bind("id", 7)
        .mapValue(Long.class)
        .one()
        .then(database.sql(PLAIN).mapValue(Long.class).one());
  }

  private static void assertOnlyOurs(
      Product product, Tenancy tenancy, Function<MockFlexiDb, Mono<Long>> work) {
    try (MockFlexiDb mock =
        MockFlexiDb.builder()
            .database(
                "user",
                product,
                config -> config.withTenancy(tenancy).withStatementTimeout(Duration.ofSeconds(20)))
            .build()) {
      mock.on("user").when(BOUND).returnsValue(1);
      mock.on("user").when(PLAIN).returnsValue(2);
      work.apply(mock)
          .contextWrite(withSchema("acme"))
          .as(StepVerifier::create)
          .expectNext(2L)
          .verifyComplete();
      assertThat(mock.calls().list())
          .extracting(call -> SqlText.normal(call.sql()))
          .isEqualTo(List.of(SqlText.normal(BOUND), PLAIN));
      String tenant = tenancy instanceof Tenancy.None ? "" : "acme";
      assertThat(mock.calls().list())
          .allMatch(call -> call.tenant().map(Object::toString).orElse("").equals(tenant));
    }
  }

  private static void assertOnlyOurs(Product product, Function<MockFlexiDb, Mono<Long>> work) {
    assertOnlyOurs(product, Tenancy.none(), work);
    assertOnlyOurs(product, Tenancy.schemaPerTenant(), work);
  }

  @ParameterizedTest
  @EnumSource
  void aStatementsTimeout(Product product) {
    assertOnlyOurs(product, mock -> askBoth(mock.db().get("user")));
  }

  @ParameterizedTest
  @EnumSource
  void aDeadline(Product product) {
    assertOnlyOurs(
        product,
        mock -> askBoth(mock.db().get("user")).contextWrite(withDeadline(Duration.ofSeconds(9))));
  }

  @ParameterizedTest
  @EnumSource
  void aViewForReading(Product product) {
    assertOnlyOurs(product, mock -> askBoth(mock.db().get("user", Access.READ)));
  }

  @ParameterizedTest
  @EnumSource
  void whatRunsOutsideOfTransactions(Product product) {
    assertOnlyOurs(product, mock -> askBoth(mock.db().get("user").outsideTransaction()));
  }

  @ParameterizedTest
  @EnumSource
  void aTransaction(Product product) {
    assertOnlyOurs(
        product,
        mock -> {
          Database user = mock.db().get("user");
          return user.inTransaction(client -> askBoth(user)).single();
        });
  }

  @ParameterizedTest
  @EnumSource
  void manySharedSchemas(Product product) {
    assertOnlyOurs(
        product,
        Tenancy.schemaPerTenant().sharedSchemas("common"),
        mock -> askBoth(mock.db().get("user")));
  }

  @ParameterizedTest
  @EnumSource(names = "POSTGRESQL")
  void rolesAndSettings(Product product) {
    assertOnlyOurs(
        product,
        Tenancy.schemaPerTenant()
            .rolePerTenant("tenant_{schema}")
            .settings(java.util.Map.of("app.tenant", "{schema}")),
        mock -> askBoth(mock.db().get("user")));
  }
}
