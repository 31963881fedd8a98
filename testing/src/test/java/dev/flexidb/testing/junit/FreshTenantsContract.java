package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenant;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.TenantStepVerifier;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.publisher.Mono;

/** What a test finds on a database of its class: {@code shop}, with migrations. */
@Execution(ExecutionMode.CONCURRENT)
interface FreshTenantsContract {

  static Mono<Long> place(Database shop, long id) {
    return shop.sql("INSERT INTO orders (id, item) VALUES (:id, 'book')")
        .bind("id", id)
        .fetch()
        .rowsUpdated();
  }

  static Mono<Long> count(Database shop) {
    return shop.sql("SELECT count(*) FROM orders").mapValue(Long.class).one();
  }

  /** Also beside its own repetitions. */
  @RepeatedTest(2)
  default void aTenantBeginsMigratedAndEmpty(Database shop, SchemaName tenant) {
    TenantStepVerifier.create(count(shop), tenant).expectNext(0L).verifyComplete();
    TenantStepVerifier.create(place(shop, 1), tenant).expectNext(1L).verifyComplete();
    TenantStepVerifier.create(count(shop), tenant).expectNext(1L).verifyComplete();
  }

  @Test
  default void twoTenantsAreTwo(Database shop, SchemaName one, SchemaName other) {
    assertThat(one).isNotEqualTo(other);
    TenantStepVerifier.create(place(shop, 1), one).expectNext(1L).verifyComplete();
    TenantStepVerifier.create(count(shop), other).expectNext(0L).verifyComplete();
  }

  @Test
  default void aTenantMayBeAskedForWithItsId(SchemaName first, Tenant second, Database shop) {
    assertThat(second.schema()).isNotEqualTo(first);
    assertThat(second.id()).isEqualTo(second.schema().value());
    TenantStepVerifier.create(count(shop), second.schema()).expectNext(0L).verifyComplete();
  }

  @Test
  default void whatTenantsShareIsMigrated(Database shop) {
    TenantStepVerifier.createWithoutSchema(
            shop.sql("SELECT name FROM plans").mapValue(String.class).one())
        .expectNext("gold")
        .verifyComplete();
  }

  @Test
  default void theDatabaseIsThatOfTheReactiveFlexiDb(ReactiveFlexiDb db, Database shop) {
    assertThat(db.list()).containsExactly("shop");
    assertThat(db.get("shop")).isEqualTo(shop);
  }

  @Test
  default void schemasAreManaged(SchemaManager schemas, SchemaName tenant, Database shop) {
    TenantStepVerifier.create(place(shop, 1), tenant).expectNext(1L).verifyComplete();
    TenantStepVerifier.create(schemas.listSchemas().collectList(), tenant)
        .assertNext(all -> assertThat(all).contains(tenant))
        .verifyComplete();
    TenantStepVerifier.create(schemas.executeSchema(tenant, "SELECT item FROM orders"), tenant)
        .expectNext(Map.of("item", "book"))
        .verifyComplete();
  }
}
