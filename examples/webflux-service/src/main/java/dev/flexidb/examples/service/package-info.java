/** An order service for many shops, each of them a tenant with a schema of its own. */
@NullMarked
package dev.flexidb.examples.service;

import org.jspecify.annotations.NullMarked;
