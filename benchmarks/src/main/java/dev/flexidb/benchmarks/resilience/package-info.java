/**
 * Databases that fail, slow down and come back, under load: a {@link
 * dev.flexidb.benchmarks.resilience.Scenario} is one way to fail, its {@link
 * dev.flexidb.benchmarks.resilience.Report} holds what was seen and which promises were kept.
 */
@NullMarked
package dev.flexidb.benchmarks.resilience;

import org.jspecify.annotations.NullMarked;
