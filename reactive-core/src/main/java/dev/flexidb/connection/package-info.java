/**
 * The connection that a user sees: it borrows a physical one at its first statement, puts every
 * statement in front of its tenant, and gives the physical one back only when nothing is left on
 * it.
 *
 * <p>Internal: no promise of stability.
 */
@NullMarked
package dev.flexidb.connection;

import org.jspecify.annotations.NullMarked;
