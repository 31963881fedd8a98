package dev.flexidb.testing.readme;

import static dev.flexidb.testing.mock.Answer.row;

import dev.flexidb.Tenancy;
import dev.flexidb.testing.TenantStepVerifier;
import dev.flexidb.testing.mock.MockFlexiDb;
import org.junit.jupiter.api.Test;

class OrdersWithoutAServerTest {

  // README
  @Test
  void asksInItsTenant() {
    try (MockFlexiDb mock =
        MockFlexiDb.builder().database("orders", Tenancy.schemaPerTenant()).build()) {
      mock.on("orders").when("SELECT item FROM purchase").returns(row("item", "book"));
      Orders orders = new Orders(mock.db().get("orders"));
      TenantStepVerifier.create(orders.items(), "acme").expectNext("book").verifyComplete();
      mock.calls().to("orders").in("acme").assertCount(1);
    }
  }
  // end
}
