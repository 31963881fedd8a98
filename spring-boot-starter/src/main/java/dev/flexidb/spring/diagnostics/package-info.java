/** What is said where the application does not start. */
@NullMarked
package dev.flexidb.spring.diagnostics;

import org.jspecify.annotations.NullMarked;
