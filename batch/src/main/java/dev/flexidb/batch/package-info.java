/**
 * Parallel work on several named resources, and the guard of each name.
 *
 * <ul>
 *   <li>{@link dev.flexidb.batch.Fanout}: runs labelled {@link dev.flexidb.batch.Operation}s in
 *       parallel and gives a {@link dev.flexidb.batch.BatchResult}, or an {@link
 *       dev.flexidb.batch.Outcome} for each label.
 *   <li>{@link dev.flexidb.batch.Middleware}: sees each operation, and may change its course.
 *   <li>{@link dev.flexidb.batch.Guard}: the circuit breaker and the statistics of one name.
 * </ul>
 */
@NullMarked
package dev.flexidb.batch;

import org.jspecify.annotations.NullMarked;
