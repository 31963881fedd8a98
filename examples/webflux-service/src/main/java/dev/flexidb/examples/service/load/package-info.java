/** Customers of many shops at once, who look at each answer: a load test of the service. */
@NullMarked
package dev.flexidb.examples.service.load;

import org.jspecify.annotations.NullMarked;
