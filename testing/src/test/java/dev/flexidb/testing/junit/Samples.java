package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.RetryConfig;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.Product;
import dev.flexidb.testing.TenantStepVerifier;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.test.StepVerifier;

/** Classes of tests that others run, to see what is left of them. */
final class Samples {

  static final Set<SchemaName> TENANTS = ConcurrentHashMap.newKeySet();
  static final List<ReactiveFlexiDb> DBS = new CopyOnWriteArrayList<>();

  private Samples() {}

  /** On a server that the system property names. */
  @FlexiDbTest(@WithDatabase(value = "shop", url = "${flexidb.sample.url}"))
  static class OnAUrl {

    @Test
    void usesTwoTenants(ReactiveFlexiDb db, SchemaName one, SchemaName other) {
      TENANTS.add(one);
      TENANTS.add(other);
      DBS.add(db);
      TenantStepVerifier.create(
              db.get("shop").sql("INSERT INTO orders VALUES (1, 'book')").then(), one)
          .verifyComplete();
    }

    @Test
    void fails(ReactiveFlexiDb db, SchemaName tenant) {
      TENANTS.add(tenant);
      DBS.add(db);
      assertThat(tenant.value()).isEqualTo("no such");
    }
  }

  /** On a server that its own class names, as a container would be. */
  @FlexiDbTest(@WithDatabase(value = "shop", from = OnASource.Source.class))
  static class OnASource {

    static class Source implements ServerSource {
      @Override
      public ServerAddress address() {
        return ServerAddress.of(
            System.getProperty("flexidb.sample.jdbc"),
            System.getProperty("flexidb.sample.user"),
            System.getProperty("flexidb.sample.password"));
      }
    }

    @Test
    void usesATenant(Database shop, SchemaName tenant) {
      TENANTS.add(tenant);
      TenantStepVerifier.create(
              shop.sql("SELECT count(*) FROM orders").mapValue(Long.class).one(), tenant)
          .expectNext(0L)
          .verifyComplete();
    }
  }

  /** One instance, and one tenant, for all. */
  @FlexiDbTest(@WithDatabase(value = "shop", url = "${flexidb.sample.url}"))
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class PerClass {

    private final ReactiveFlexiDb ofClass;

    PerClass(ReactiveFlexiDb db) {
      this.ofClass = db;
      DBS.add(db);
    }

    @BeforeAll
    void prepare(ReactiveFlexiDb db, SchemaName tenant) {
      assertThat(db).isSameAs(ofClass);
      TENANTS.add(tenant);
    }

    @Test
    void hasItsOwn(ReactiveFlexiDb db, SchemaName tenant) {
      assertThat(db).isNotSameAs(ofClass);
      assertThat(TENANTS).doesNotContain(tenant);
    }
  }

  /** Makes a tenant by itself, and leaves it behind. */
  @FlexiDbTest(@WithDatabase(value = "shop", server = Product.MARIADB))
  static class MakesItsOwn {

    @Test
    void leavesIt(SchemaManager schemas) {
      SchemaName own = new SchemaName("own_" + Long.toString(System.nanoTime(), 36));
      TENANTS.add(own);
      StepVerifier.create(schemas.createSchema(own)).verifyComplete();
    }
  }

  @FlexiDbTest({
    @WithDatabase(value = "a", tenants = false),
    @WithDatabase(value = "b", tenants = false)
  })
  static class Ambiguous {
    @Test
    void whichOne(Database database) {}

    @Test
    void noSuch(@On("c") Database database) {}

    @Test
    void noTenants(SchemaManager schemas) {}
  }

  @FlexiDbTest({@WithDatabase("a"), @WithDatabase("a")})
  static class Twice {
    @Test
    void test(ReactiveFlexiDb db) {}
  }

  @FlexiDbTest(@WithDatabase(value = "a", url = "${flexidb.no.such.setting}"))
  static class UnknownVariable {
    @Test
    void test(ReactiveFlexiDb db) {}
  }

  @FlexiDbTest(
      @WithDatabase(
          value = "a",
          url = "r2dbc:postgresql://app:s3cret@localhost:1/none",
          config = NoServer.Impatient.class))
  static class NoServer {

    static class Impatient implements UnaryOperator<DatabaseConfig> {
      @Override
      public DatabaseConfig apply(DatabaseConfig config) {
        return config.withRetry(RetryConfig.NONE);
      }
    }

    @Test
    void test(SchemaName tenant) {}
  }

  @FlexiDbTest(@WithDatabase(value = "a", sql = "CREATE TABLE (no name"))
  static class BadSql {
    @Test
    void test(SchemaName tenant) {}
  }
}
