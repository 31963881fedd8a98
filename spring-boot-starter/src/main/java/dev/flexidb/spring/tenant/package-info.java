/** From a tenant's id to its schema. */
@NullMarked
package dev.flexidb.spring.tenant;

import org.jspecify.annotations.NullMarked;
