/** Migrations when the application starts, and the managers of tenants' schemas. */
@NullMarked
package dev.flexidb.spring.migrate;

import org.jspecify.annotations.NullMarked;
