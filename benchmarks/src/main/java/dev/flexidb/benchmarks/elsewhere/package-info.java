/** Results that are read on other threads than the drivers', and what became of them. */
@NullMarked
package dev.flexidb.benchmarks.elsewhere;

import org.jspecify.annotations.NullMarked;
