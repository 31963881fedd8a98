/** Who has done what to which schema. */
@NullMarked
package dev.flexidb.spring.observe.audit;

import org.jspecify.annotations.NullMarked;
