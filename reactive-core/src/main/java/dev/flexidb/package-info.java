/**
 * Named databases behind one {@link dev.flexidb.ReactiveFlexiDb}: get one, query it in the
 * subscriber's tenant, or ask many at once with a batch.
 *
 * <ul>
 *   <li>{@link dev.flexidb.ReactiveFlexiDb} holds the databases and fans batches out over them.
 *   <li>{@link dev.flexidb.Database} is one of them, and a {@code ConnectionFactory}.
 *   <li>{@link dev.flexidb.DatabaseConfig} says how to reach it, pool it and guard it.
 *   <li>{@link dev.flexidb.Tenancy} says where its tenants live.
 * </ul>
 */
@NullMarked
package dev.flexidb;

import org.jspecify.annotations.NullMarked;
