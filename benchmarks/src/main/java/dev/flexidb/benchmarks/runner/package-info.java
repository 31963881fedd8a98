/**
 * Measures things side by side: a {@link dev.flexidb.benchmarks.runner.Case} is one way to do
 * something, a {@link dev.flexidb.benchmarks.runner.Round} is what it did in a few seconds, and a
 * {@link dev.flexidb.benchmarks.runner.Comparison} is many rounds of many ways beside a baseline.
 */
@NullMarked
package dev.flexidb.benchmarks.runner;

import org.jspecify.annotations.NullMarked;
