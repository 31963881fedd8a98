/** Spring Data R2DBC over each database. */
@NullMarked
package dev.flexidb.spring.data;

import org.jspecify.annotations.NullMarked;
