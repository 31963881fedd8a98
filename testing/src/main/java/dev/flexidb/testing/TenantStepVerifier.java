package dev.flexidb.testing;

import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.test.StepVerifier;
import reactor.test.StepVerifierOptions;
import reactor.util.context.Context;

/**
 * {@link StepVerifier} that subscribes in a tenant, as a request of that tenant would. Stateless;
 * what it makes is StepVerifier's own.
 *
 * <pre>{@code
 * TenantStepVerifier.create(orders.count(), "acme").expectNext(1L).verifyComplete();
 * }</pre>
 *
 * <p>A tenant that the code under test writes into the Context itself counts, as it is nearer to
 * the source.
 */
public final class TenantStepVerifier {

  private TenantStepVerifier() {}

  /**
   * Subscribes in this tenant.
   *
   * @throws dev.flexidb.tenant.InvalidSchemaNameException at once, if no schema may have this name
   */
  public static <T> StepVerifier.FirstStep<T> create(
      Publisher<? extends T> publisher, String tenant) {
    return create(publisher, new SchemaName(tenant));
  }

  /** Subscribes in this tenant. */
  public static <T> StepVerifier.FirstStep<T> create(
      Publisher<? extends T> publisher, SchemaName tenant) {
    return create(publisher, tenant, StepVerifierOptions.create());
  }

  /** Subscribes in this tenant; what the options' own initial context holds is there as well. */
  public static <T> StepVerifier.FirstStep<T> create(
      Publisher<? extends T> publisher, SchemaName tenant, StepVerifierOptions options) {
    return StepVerifier.create(publisher, with(options, TenantContext.withSchema(tenant)));
  }

  /** Subscribes past the tenants, as shared and admin work does. */
  public static <T> StepVerifier.FirstStep<T> createWithoutSchema(
      Publisher<? extends T> publisher) {
    return StepVerifier.create(
        publisher, with(StepVerifierOptions.create(), TenantContext.withoutSchema()));
  }

  /**
   * Subscribes in this tenant, with a clock that the verifier turns. As with {@link
   * StepVerifier#withVirtualTime}, the publisher is to be made in the supplier, and no other test
   * may run meanwhile; real servers do not follow that clock.
   *
   * @throws dev.flexidb.tenant.InvalidSchemaNameException at once, if no schema may have this name
   */
  public static <T> StepVerifier.FirstStep<T> withVirtualTime(
      Supplier<? extends Publisher<? extends T>> publisher, String tenant) {
    return withVirtualTime(publisher, new SchemaName(tenant));
  }

  /** As {@link #withVirtualTime(Supplier, String)}. */
  public static <T> StepVerifier.FirstStep<T> withVirtualTime(
      Supplier<? extends Publisher<? extends T>> publisher, SchemaName tenant) {
    return StepVerifier.withVirtualTime(
        publisher, with(StepVerifierOptions.create(), TenantContext.withSchema(tenant)));
  }

  private static StepVerifierOptions with(StepVerifierOptions options, Context tenant) {
    Context given = options.getInitialContext();
    return options
        .copy()
        .withInitialContext(given == null ? tenant : given.putAll(tenant.readOnly()));
  }
}
