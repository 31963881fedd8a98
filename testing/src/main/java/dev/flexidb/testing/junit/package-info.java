/**
 * Real databases in JUnit tests: a fresh {@code ReactiveFlexiDb} for each test, and tenants that
 * are made for it and dropped after it.
 */
@NullMarked
package dev.flexidb.testing.junit;

import org.jspecify.annotations.NullMarked;
