/** Tenants of HTTP requests, and what a request is told where a database refuses. */
@NullMarked
package dev.flexidb.spring.web;

import org.jspecify.annotations.NullMarked;
