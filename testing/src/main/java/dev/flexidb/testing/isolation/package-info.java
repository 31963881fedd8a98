/** What one tenant may see of another: nothing, which a test can assert of its own code. */
@NullMarked
package dev.flexidb.testing.isolation;

import org.jspecify.annotations.NullMarked;
