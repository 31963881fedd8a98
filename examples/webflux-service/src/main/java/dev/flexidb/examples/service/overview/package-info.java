/** Figures out of both databases, and of all shops. */
@NullMarked
package dev.flexidb.examples.service.overview;

import org.jspecify.annotations.NullMarked;
