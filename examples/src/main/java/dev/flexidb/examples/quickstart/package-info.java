/**
 * The main job in one command: {@link dev.flexidb.examples.quickstart.QuickStart}, and what it
 * stands on.
 */
@NullMarked
package dev.flexidb.examples.quickstart;

import org.jspecify.annotations.NullMarked;
