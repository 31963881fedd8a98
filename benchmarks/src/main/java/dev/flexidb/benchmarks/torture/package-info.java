/**
 * A service that behaves as badly as services do, and what is looked at while it does and after.
 *
 * <p>All of it works on any {@link io.r2dbc.spi.ConnectionFactory} that finds the tenant in the
 * Context.
 */
@NullMarked
package dev.flexidb.benchmarks.torture;

import org.jspecify.annotations.NullMarked;
