/** What the dashboard shows of migrations and tenants, where flexidb-migrate is there. */
@NullMarked
package dev.flexidb.spring.dashboard.fleet;

import org.jspecify.annotations.NullMarked;
