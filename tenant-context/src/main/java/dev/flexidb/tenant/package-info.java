/** The tenant's schema in the Reactor {@code Context}. */
@NullMarked
package dev.flexidb.tenant;

import org.jspecify.annotations.NullMarked;
