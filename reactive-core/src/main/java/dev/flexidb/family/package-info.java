/**
 * All that is particular to one kind of database, in one class a family. The rest of the library
 * never asks which database it talks to.
 *
 * <p>Internal: no promise of stability.
 */
@NullMarked
package dev.flexidb.family;

import org.jspecify.annotations.NullMarked;
