/** What the API looks like, and how it says no. */
@NullMarked
package dev.flexidb.examples.service.web;

import org.jspecify.annotations.NullMarked;
