package dev.flexidb.testing.isolation;

import dev.flexidb.testing.Product;
import dev.flexidb.testing.junit.FlexiDbTest;
import dev.flexidb.testing.junit.WithDatabase;

/** S33. */
@FlexiDbTest(
    @WithDatabase(
        value = "shop",
        server = Product.MARIADB,
        migrations = "",
        sql = "CREATE TABLE orders (item varchar(40))"))
class TenantIsolationOnMariaDbTest implements TenantIsolationContract {}
