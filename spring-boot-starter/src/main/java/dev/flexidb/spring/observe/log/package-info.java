/** SQL in the log, without what was bound. */
@NullMarked
package dev.flexidb.spring.observe.log;

import org.jspecify.annotations.NullMarked;
