/** Micrometer's meters of databases. */
@NullMarked
package dev.flexidb.spring.observe.metrics;

import org.jspecify.annotations.NullMarked;
