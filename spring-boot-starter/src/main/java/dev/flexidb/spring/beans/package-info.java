/**
 * A database's beans: their names, which of them are the application's defaults, their definitions.
 */
@NullMarked
package dev.flexidb.spring.beans;

import org.jspecify.annotations.NullMarked;
