/** Spans of statements. */
@NullMarked
package dev.flexidb.spring.observe.tracing;

import org.jspecify.annotations.NullMarked;
