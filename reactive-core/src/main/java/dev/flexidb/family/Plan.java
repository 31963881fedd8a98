package dev.flexidb.family;

import io.r2dbc.spi.Result;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * How one statement is brought to the server, so that it runs in its namespace or not at all.
 *
 * @param prelude what goes first; empty for nothing
 * @param order how the statement follows the prelude
 * @param work the statement; called once, when it is to be sent
 * @param answersForUs whether the first Result belongs to text that we put in front of the user's
 * @param sending when the driver sends it
 * @param prefixFailed whether the error that the statement just met is that of what we joined to it
 * @param ending what comes when the statement is over; null for nothing
 */
public record Plan(
    Mono<Void> prelude,
    Order order,
    Supplier<Publisher<? extends Result>> work,
    boolean answersForUs,
    Sending sending,
    BooleanSupplier prefixFailed,
    @Nullable Ending ending) {

  /** How a statement follows the prelude. */
  public enum Order {
    /**
     * Sent right behind it, in the same flight: the server itself skips it if the prelude fails.
     */
    PIPELINED,
    /** Sent when the prelude has succeeded. */
    AWAITED
  }

  /** When a driver sends a statement whose Results it gives. */
  public enum Sending {
    /** At once. */
    AT_ONCE,
    /** When its Result is read. */
    BY_READING,
    /**
     * Each row of parameters when its Result is read, which is given when that of the row before it
     * has ended well; after an error, or where one is not read, the statement never ends.
     */
    ROW_BY_ROW
  }

  /**
   * What comes when a statement is over.
   *
   * @param commit what keeps a statement that succeeded; null where nothing is left to do
   * @param failure what comes after a statement that failed
   */
  public record Ending(@Nullable Mono<Void> commit, Mono<Void> failure) {}

  /** Whether the statement is kept by a COMMIT of ours behind it. */
  public boolean commits() {
    return ending != null && ending.commit() != null;
  }

  /** The statement alone. */
  static Plan plain(Supplier<Publisher<? extends Result>> work) {
    return pipelined(Mono.empty(), work);
  }

  /** The statement alone, in a text that begins with ours. */
  static Plan prefixed(Supplier<Publisher<? extends Result>> work) {
    return new Plan(Mono.empty(), Order.PIPELINED, work, true, Sending.AT_ONCE, () -> false, null);
  }

  /** The statement alone, which takes messages of ours with it; their answers are not seen. */
  static Plan joined(Supplier<Publisher<? extends Result>> work, BooleanSupplier prefixFailed) {
    return new Plan(
        Mono.empty(), Order.PIPELINED, work, false, Sending.AT_ONCE, prefixFailed, null);
  }

  static Plan pipelined(Mono<Void> prelude, Supplier<Publisher<? extends Result>> work) {
    return new Plan(prelude, Order.PIPELINED, work, false, Sending.AT_ONCE, () -> false, null);
  }

  static Plan awaited(Mono<Void> prelude, Supplier<Publisher<? extends Result>> work) {
    return new Plan(prelude, Order.AWAITED, work, false, Sending.AT_ONCE, () -> false, null);
  }

  /** With this prelude, where there was none. */
  Plan behind(Mono<Void> newPrelude) {
    return new Plan(newPrelude, order, work, answersForUs, sending, prefixFailed, ending);
  }

  /** With this prelude, where there was none, and sent when that has succeeded. */
  Plan awaiting(Mono<Void> newPrelude) {
    return new Plan(newPrelude, Order.AWAITED, work, answersForUs, sending, prefixFailed, ending);
  }

  Plan ending(@Nullable Mono<Void> commit, Mono<Void> failure) {
    return new Plan(
        prelude, order, work, answersForUs, sending, prefixFailed, new Ending(commit, failure));
  }

  Plan sending(Sending newSending) {
    return sending == newSending
        ? this
        : new Plan(prelude, order, work, answersForUs, newSending, prefixFailed, ending);
  }
}
