/**
 * What users of ReactiveFlexiDb test with: {@link dev.flexidb.testing.mock} without a server,
 * {@link dev.flexidb.testing.junit} on real ones, {@link dev.flexidb.testing.isolation} for what
 * one tenant may see of another, and StepVerifier in a tenant.
 */
@NullMarked
package dev.flexidb.testing;

import org.jspecify.annotations.NullMarked;
