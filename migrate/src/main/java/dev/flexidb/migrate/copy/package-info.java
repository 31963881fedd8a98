/**
 * Copies a schema, from what the server itself says of it.
 *
 * <p>A server writes the names of what it finds in the session's own schema without that schema. So
 * it is asked while it stands in the one that is copied, and what it says is run while it stands in
 * the copy. Whatever would still lead back is refused.
 */
@NullMarked
package dev.flexidb.migrate.copy;

import org.jspecify.annotations.NullMarked;
