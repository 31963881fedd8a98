package dev.flexidb.testing.readme;

import dev.flexidb.Database;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.TenantStepVerifier;
import dev.flexidb.testing.isolation.TenantIsolation;
import dev.flexidb.testing.junit.FlexiDbTest;
import dev.flexidb.testing.junit.WithDatabase;
import org.junit.jupiter.api.Test;

// README
@FlexiDbTest(@WithDatabase("orders"))
class OrdersTest {
  @Test
  void eachTenantHasItsOwn(Database db, SchemaName acme, SchemaName umbrella) {
    Orders orders = new Orders(db);
    TenantStepVerifier.create(orders.place("book"), acme).expectNext(1L).verifyComplete();
    TenantStepVerifier.create(orders.items(), umbrella).verifyComplete();
    TenantIsolation.assertThat(db)
        .between(acme, umbrella)
        .keepsApart(item -> orders.place(item).thenMany(orders.items()));
  }
}
// end
