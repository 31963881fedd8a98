/** Fleets of tenant schemas that are migrated, by Flyway's own loop and by ours. */
@NullMarked
package dev.flexidb.benchmarks.migrations;

import org.jspecify.annotations.NullMarked;
