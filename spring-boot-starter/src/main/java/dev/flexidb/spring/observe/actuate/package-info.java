/** The endpoint that tells how the databases are. */
@NullMarked
package dev.flexidb.spring.observe.actuate;

import org.jspecify.annotations.NullMarked;
