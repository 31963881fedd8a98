/**
 * What is claimed of the small things that are done for each statement or batch, one JMH class a
 * claim; the method that is compared with is called {@code baseline..}.
 */
@NullMarked
package dev.flexidb.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
