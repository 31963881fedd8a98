/** What the health endpoint says of databases and groups. */
@NullMarked
package dev.flexidb.spring.observe.health;

import org.jspecify.annotations.NullMarked;
