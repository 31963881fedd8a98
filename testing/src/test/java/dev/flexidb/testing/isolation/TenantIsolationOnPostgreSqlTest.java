package dev.flexidb.testing.isolation;

import dev.flexidb.testing.junit.FlexiDbTest;
import dev.flexidb.testing.junit.WithDatabase;

/** S33. */
@FlexiDbTest(
    @WithDatabase(
        value = "shop",
        migrations = "classpath:none",
        sql = "CREATE TABLE orders (item varchar(40))"))
class TenantIsolationOnPostgreSqlTest implements TenantIsolationContract {}
