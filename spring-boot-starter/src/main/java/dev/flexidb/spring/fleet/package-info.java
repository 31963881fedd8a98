/**
 * All schemas of all databases, as they are now: who the tenants are and how far each is migrated,
 * and the runs over them. Whatever tells of them is told here; filled where flexidb-migrate is
 * there.
 */
@NullMarked
package dev.flexidb.spring.fleet;

import org.jspecify.annotations.NullMarked;
