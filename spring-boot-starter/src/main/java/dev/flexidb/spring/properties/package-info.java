/**
 * What may stand under {@code flexidb} in an application's properties, as records that are bound
 * once.
 */
@NullMarked
package dev.flexidb.spring.properties;

import org.jspecify.annotations.NullMarked;
