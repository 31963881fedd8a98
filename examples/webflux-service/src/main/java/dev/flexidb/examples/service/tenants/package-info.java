/** Shops that sign up and leave. */
@NullMarked
package dev.flexidb.examples.service.tenants;

import org.jspecify.annotations.NullMarked;
