/** ReactiveFlexiDb without a server: canned answers, and what was asked in which tenant. */
@NullMarked
package dev.flexidb.testing.mock;

import org.jspecify.annotations.NullMarked;
