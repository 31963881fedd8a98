/**
 * The databases of a Spring Boot application: made from its properties, opened and closed with it.
 */
@NullMarked
package dev.flexidb.spring;

import org.jspecify.annotations.NullMarked;
