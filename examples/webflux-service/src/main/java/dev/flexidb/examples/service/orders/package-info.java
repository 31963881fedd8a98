/** What a shop's customers have ordered. */
@NullMarked
package dev.flexidb.examples.service.orders;

import org.jspecify.annotations.NullMarked;
