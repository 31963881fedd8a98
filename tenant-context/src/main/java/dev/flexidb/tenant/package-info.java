/**
 * The tenant of a pipeline, carried in its Reactor {@code Context}.
 *
 * <ul>
 *   <li>{@link dev.flexidb.tenant.SchemaName}: a name that means one schema on every server.
 *   <li>{@link dev.flexidb.tenant.TenantContext}: puts a tenant, or the bypass, into a Context and
 *       reads it.
 *   <li>{@link dev.flexidb.tenant.CurrentTenant}: the same for the current thread, for blocking
 *       code and logging at the edge.
 *   <li>{@link dev.flexidb.tenant.TenantThreadLocalAccessor}: carries it between the two, where
 *       Micrometer's context-propagation is on the class path.
 * </ul>
 */
@NullMarked
package dev.flexidb.tenant;

import org.jspecify.annotations.NullMarked;
