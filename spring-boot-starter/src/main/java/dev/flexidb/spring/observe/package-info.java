/** What an application tells of its databases: what all ways of telling have in common. */
@NullMarked
package dev.flexidb.spring.observe;

import org.jspecify.annotations.NullMarked;
