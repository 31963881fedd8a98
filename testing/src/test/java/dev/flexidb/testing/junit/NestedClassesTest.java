package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.Database;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.TenantStepVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;

@FlexiDbTest(@WithDatabase(value = "items", sql = "CREATE TABLE item (id int)"))
class NestedClassesTest {

  private final Database items;
  private final SchemaName ofConstructor;

  NestedClassesTest(Database items, SchemaName tenant) {
    this.items = items;
    this.ofConstructor = tenant;
  }

  @BeforeEach
  void addOne(SchemaName tenant) {
    TenantStepVerifier.create(
            items.sql("INSERT INTO item VALUES (1)").fetch().rowsUpdated(), tenant)
        .expectNext(1L)
        .verifyComplete();
  }

  private void assertCount(SchemaName tenant, long expected) {
    TenantStepVerifier.create(
            items.sql("SELECT count(*) FROM item").mapValue(Long.class).one(), tenant)
        .expectNext(expected)
        .verifyComplete();
  }

  @RepeatedTest(2)
  void allMethodsOfATestHaveTheSame(Database database, SchemaName tenant, SchemaName another) {
    assertThat(database).isEqualTo(items);
    assertThat(tenant).isEqualTo(ofConstructor);
    assertCount(tenant, 1);
    assertCount(another, 0);
  }

  @Nested
  class Inner {

    @RepeatedTest(2)
    void andSoDoThoseOfANestedClass(Database database, SchemaName tenant) {
      assertThat(database).isEqualTo(items);
      assertThat(tenant).isEqualTo(ofConstructor);
      assertCount(tenant, 1);
    }
  }

  @AfterEach
  void stillThere(SchemaName tenant) {
    assertCount(tenant, 1);
  }
}
