/** Sales of all shops, in a database that they share. */
@NullMarked
package dev.flexidb.examples.service.sales;

import org.jspecify.annotations.NullMarked;
