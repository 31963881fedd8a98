/** An R2DBC driver without a server: it answers each statement at once, with one row. */
@NullMarked
package dev.flexidb.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
