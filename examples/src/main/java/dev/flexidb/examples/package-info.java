/** Runnable answers to the questions of a newcomer, one class a question. */
@NullMarked
package dev.flexidb.examples;

import org.jspecify.annotations.NullMarked;
