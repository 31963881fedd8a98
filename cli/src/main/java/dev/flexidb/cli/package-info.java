/**
 * The {@code flexidb} command: migrations, tenants, data and health of all databases of a project.
 *
 * <p>{@link dev.flexidb.cli.Main} is its only public type; what the command knows of the project is
 * in {@code flexidb.yml} and the environment.
 */
@NullMarked
package dev.flexidb.cli;

import org.jspecify.annotations.NullMarked;
