package dev.flexidb.tenant;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The bridge between {@link TenantContext} and {@link CurrentTenant} for Micrometer's
 * context-propagation, which finds it by itself ({@code META-INF/services}). Not for use by hand.
 *
 * <p>Stateless. Tenant and bypass travel both ways; what a thread had before comes back when the
 * operator, or the scope of a snapshot, is done: after success, error and cancel alike.
 *
 * <p>Who wins, when a thread has tenant {@code a} and the Context says {@code b}:
 *
 * <ul>
 *   <li>The pipeline runs for {@code b}. Reactor's {@code contextCapture()} overwrites what it
 *       finds in the Context, so it writes under a key of its own that counts only where no {@code
 *       withSchema} or {@code withoutSchema} was written.
 *   <li>What {@link CurrentTenant} shows in {@code handle} and {@code tap} is {@code b}, with one
 *       exception: with automatic propagation off, a {@code contextCapture()} nearer to the source
 *       than the {@code contextWrite} makes operators above it show {@code a}.
 *   <li>With automatic propagation, {@code block*()}, {@code toIterable()} and {@code toStream()}
 *       start from {@code a}, and every {@code contextWrite(withSchema("b"))} replaces it; {@code
 *       subscribe()} starts from nothing and needs a {@code contextCapture()}.
 *   <li>Under a Context that has no tenant the pipeline has none, whatever the thread has. With
 *       automatic propagation, operators show none as well, except in a pipeline that writes no
 *       Context at all, on the very thread that subscribed.
 * </ul>
 *
 * <p>An accessor that copies the whole MDC (Micrometer's {@code Slf4jThreadLocalAccessor} without
 * keys) also copies the schema of the thread it captured from, over the one set here: give it the
 * keys it is to copy.
 */
public final class TenantThreadLocalAccessor implements ThreadLocalAccessor<Object> {

  /** For {@link java.util.ServiceLoader}. */
  public TenantThreadLocalAccessor() {}

  @Override
  public Object key() {
    return TenantContext.SHARED_WITH_THREADS;
  }

  @Override
  public @Nullable Object getValue() {
    return CurrentTenant.get();
  }

  @Override
  public void setValue(Object value) {
    CurrentTenant.set((Selection) value);
  }

  @Override
  public void setValue() {
    CurrentTenant.set(null);
  }
}
