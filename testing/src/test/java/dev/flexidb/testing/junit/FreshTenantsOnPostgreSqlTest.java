package dev.flexidb.testing.junit;

/** S33. */
@FlexiDbTest(@WithDatabase("shop"))
class FreshTenantsOnPostgreSqlTest implements FreshTenantsContract {}
