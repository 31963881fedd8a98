/** What a shop sells. */
@NullMarked
package dev.flexidb.examples.service.products;

import org.jspecify.annotations.NullMarked;
