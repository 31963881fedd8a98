/**
 * Which server of a database does a piece of work: {@link dev.flexidb.routing.Router} chooses among
 * the {@link dev.flexidb.routing.Node}s, and {@link dev.flexidb.routing.CausalWrites} remembers
 * what later reads have to see.
 *
 * <p>Internal: no promise of stability.
 */
@NullMarked
package dev.flexidb.routing;

import org.jspecify.annotations.NullMarked;
