/** {@code @ServiceConnection} for containers of Testcontainers, in tests and in development. */
@NullMarked
package dev.flexidb.spring.testcontainers;

import org.jspecify.annotations.NullMarked;
