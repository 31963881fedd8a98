/**
 * A page that shows how the databases are, live. It is read-only and off by default, and knows no
 * URL, login, SQL or text of an error.
 */
@NullMarked
package dev.flexidb.spring.dashboard;

import org.jspecify.annotations.NullMarked;
