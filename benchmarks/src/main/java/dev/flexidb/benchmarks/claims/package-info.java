/**
 * What is claimed of statements that need a server, one class a {@link
 * dev.flexidb.benchmarks.claims.Claim}. Each puts our way beside the bare driver and beside what
 * people do without us, on a {@link dev.flexidb.benchmarks.claims.Site} of its own.
 */
@NullMarked
package dev.flexidb.benchmarks.claims;

import org.jspecify.annotations.NullMarked;
