/** Meters and audits of migrations and tenants, where flexidb-migrate is there. */
@NullMarked
package dev.flexidb.spring.observe.migrate;

import org.jspecify.annotations.NullMarked;
