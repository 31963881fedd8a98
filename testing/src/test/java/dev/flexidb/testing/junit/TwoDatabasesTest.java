package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.Product;
import dev.flexidb.testing.TenantStepVerifier;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

/** T12: a database is injected by its name. */
@FlexiDbTest({
  @WithDatabase(
      value = "user",
      sql = {"CREATE TABLE users (name text)", "INSERT INTO users VALUES ('Ada')"},
      sharedSql = "CREATE TABLE plans (name text)",
      config = TwoDatabasesTest.Patience.class),
  @WithDatabase(
      value = "analytics",
      server = Product.MARIADB,
      tenants = false,
      sql = {"CREATE TABLE events (name text)", "INSERT INTO events VALUES ('login')"})
})
class TwoDatabasesTest {

  static class Patience implements UnaryOperator<DatabaseConfig> {
    @Override
    public DatabaseConfig apply(DatabaseConfig config) {
      return config.withStatementTimeout(Duration.ofMillis(12_345));
    }
  }

  @Test
  void aBatchAsksBoth(ReactiveFlexiDb db, SchemaName tenant) {
    assertThat(db.list()).containsExactly("user", "analytics");
    TenantStepVerifier.create(
            db.batch(
                    Map.of(
                        "user",
                        of -> of.sql("SELECT name FROM users").mapValue(String.class).one(),
                        "analytics",
                        of -> of.sql("SELECT name FROM events").mapValue(String.class).one()))
                .map(result -> result.asMap()),
            tenant)
        .expectNext(Map.of("user", "Ada", "analytics", "login"))
        .verifyComplete();
  }

  @Test
  void eachIsInjectedByItsName(@On("user") Database user, @On("analytics") Database analytics) {
    assertThat(user.name()).isEqualTo("user");
    assertThat(analytics.name()).isEqualTo("analytics");
  }

  @Test
  void theOnlyOneWithTenantsIsMeantWhereTheseAreManaged(SchemaManager schemas) {
    assertThat(schemas).hasToString("SchemaManager[user]");
  }

  @Test
  void whatTenantsShareIsThere(@On("user") Database user) {
    TenantStepVerifier.createWithoutSchema(
            user.sql("SELECT count(*) FROM plans").mapValue(Long.class).one())
        .expectNext(0L)
        .verifyComplete();
  }

  @Test
  void oneWithoutTenantsIsMigrated(@On("analytics") Database analytics) {
    analytics
        .sql("SELECT name FROM regions")
        .mapValue(String.class)
        .all()
        .as(StepVerifier::create)
        .expectNext("north")
        .verifyComplete();
  }

  @Test
  void theConfigIsTheTests(@On("user") Database user, SchemaName tenant) {
    TenantStepVerifier.create(
            user.sql("SHOW statement_timeout").mapValue(String.class).one(), tenant)
        .expectNext("12345ms")
        .verifyComplete();
  }
}
