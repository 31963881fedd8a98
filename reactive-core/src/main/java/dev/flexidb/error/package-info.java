/**
 * What goes wrong, sorted as the R2DBC SPI sorts it: by whether trying again would help.
 *
 * <p>Every exception takes facts and writes its own message, in one line: what happened, the state
 * it happened in, and what to do. None ever holds a password, a full URL or a bind value.
 */
@NullMarked
package dev.flexidb.error;

import org.jspecify.annotations.NullMarked;
