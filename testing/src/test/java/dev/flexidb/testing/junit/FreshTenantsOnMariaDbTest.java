package dev.flexidb.testing.junit;

import dev.flexidb.testing.Product;

/** S33. */
@FlexiDbTest(@WithDatabase(value = "shop", server = Product.MARIADB))
class FreshTenantsOnMariaDbTest implements FreshTenantsContract {}
