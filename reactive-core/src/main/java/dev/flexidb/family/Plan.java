package dev.flexidb.family;

import io.r2dbc.spi.Result;
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
 * @param ending what ends the transaction that the plan opened around the statement; null for none
 */
public record Plan(
    Mono<Void> prelude,
    Order order,
    Supplier<Publisher<? extends Result>> work,
    boolean answersForUs,
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

  /** The two ways in which a transaction around a single statement ends. */
  public record Ending(Mono<Void> commit, Mono<Void> rollback) {}

  /** The statement alone. */
  static Plan plain(Supplier<Publisher<? extends Result>> work) {
    return new Plan(Mono.empty(), Order.PIPELINED, work, false, null);
  }

  /** The statement alone, in a text that begins with ours. */
  static Plan prefixed(Supplier<Publisher<? extends Result>> work) {
    return new Plan(Mono.empty(), Order.PIPELINED, work, true, null);
  }

  static Plan pipelined(Mono<Void> prelude, Supplier<Publisher<? extends Result>> work) {
    return new Plan(prelude, Order.PIPELINED, work, false, null);
  }

  static Plan awaited(Mono<Void> prelude, Supplier<Publisher<? extends Result>> work) {
    return new Plan(prelude, Order.AWAITED, work, false, null);
  }

  Plan ending(Mono<Void> commit, Mono<Void> rollback) {
    return new Plan(prelude, order, work, answersForUs, new Ending(commit, rollback));
  }
}
