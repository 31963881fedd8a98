package dev.flexidb.testing.isolation;

import dev.flexidb.Database;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.junit.FlexiDbTest;
import dev.flexidb.testing.junit.WithDatabase;
import org.junit.jupiter.api.Test;

/** S33. */
@FlexiDbTest(
    @WithDatabase(value = "shop", migrations = "", sql = "CREATE TABLE orders (item varchar(40))"))
class TenantIsolationOnPostgreSqlTest implements TenantIsolationContract {

  /** A session that was moved does not stay so, and its next user is not blamed. */
  @Test
  void aSearchPathThatIsSetIsUndone(Database shop, SchemaName one, SchemaName other) {
    TenantIsolation.assertThat(shop)
        .runs(16)
        .between(one, other)
        .keepsApart(
            marker ->
                shop.sql("INSERT INTO orders (item) VALUES (:item)")
                    .bind("item", marker)
                    .then()
                    .then(shop.sql("SET search_path = " + one).then())
                    .thenMany(shop.sql("SELECT item FROM orders").mapValue(String.class).all()));
  }
}
