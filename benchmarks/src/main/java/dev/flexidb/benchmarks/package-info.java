/** Benchmarks: {@link dev.flexidb.benchmarks.SideBySide} with servers, JMH without. */
@NullMarked
package dev.flexidb.benchmarks;

import org.jspecify.annotations.NullMarked;
