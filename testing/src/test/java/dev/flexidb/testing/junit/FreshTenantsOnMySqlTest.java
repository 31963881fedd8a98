package dev.flexidb.testing.junit;

import static dev.flexidb.testing.junit.FreshTenantsContract.count;
import static dev.flexidb.testing.junit.FreshTenantsContract.place;

import dev.flexidb.Database;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.testing.Product;
import dev.flexidb.testing.TenantStepVerifier;
import org.junit.jupiter.api.Test;

/** S33; where a system library is missing it is skipped. */
@FlexiDbTest(@WithDatabase(value = "shop", server = Product.MYSQL))
class FreshTenantsOnMySqlTest {

  @Test
  void twoTenantsAreTwo(Database shop, SchemaName one, SchemaName other) {
    TenantStepVerifier.create(place(shop, 1), one).expectNext(1L).verifyComplete();
    TenantStepVerifier.create(count(shop), other).expectNext(0L).verifyComplete();
  }
}
