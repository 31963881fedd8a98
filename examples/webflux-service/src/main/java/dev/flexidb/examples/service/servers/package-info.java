/** Database servers, where none are configured. */
@NullMarked
package dev.flexidb.examples.service.servers;

import org.jspecify.annotations.NullMarked;
