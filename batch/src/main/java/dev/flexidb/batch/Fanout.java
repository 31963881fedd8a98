package dev.flexidb.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * Runs labelled operations on named resources in parallel. Immutable and thread-safe.
 *
 * <p>At each subscription all operations start in the order given, up to {@link
 * BatchOptions#concurrency()} in flight, on the thread that subscribes until they leave it
 * themselves. Each runs behind its timeout, then the middleware of its target, then the target's
 * guard; the guard stands inside the middleware, so that one that answers by itself is neither
 * refused, nor counted as the resource's answer or delay. The subscriber's Context reaches every
 * operation and middleware. Cancelling a batch cancels what is in flight and starts nothing more.
 *
 * <p>An unknown name, or a label given twice, is an error before anything starts: of the kind that
 * {@code targets} throws, or an {@link IllegalArgumentException}.
 *
 * @param <R> the type of the resources
 */
public final class Fanout<R> {

  private final Function<String, Target<R>> targets;
  private final Function<ContextView, Map<String, Object>> attributes;

  /**
   * A fan-out over the resources that {@code targets} knows.
   *
   * @param targets finds a name's target, once a batch, and throws for an unknown name
   * @param attributes what of the subscriber's Context a middleware is shown; called once a batch
   */
  public Fanout(
      Function<String, Target<R>> targets, Function<ContextView, Map<String, Object>> attributes) {
    this.targets = Objects.requireNonNull(targets, "targets");
    this.attributes = Objects.requireNonNull(attributes, "attributes");
  }

  /**
   * The values of all operations. The first error fails it with {@link BatchFailedException} and
   * cancels the other operations; errors that come after it are dropped.
   */
  public Mono<BatchResult> all(Collection<Operation<R>> operations, BatchOptions options) {
    return batch(operations, options).flatMap(Batch::all);
  }

  /** The outcome of each operation by its label, in the order given; no operation can fail it. */
  public Mono<Map<String, Outcome<Object>>> settled(
      Collection<Operation<R>> operations, BatchOptions options) {
    return batch(operations, options).flatMap(Batch::settled);
  }

  private Mono<Batch> batch(Collection<Operation<R>> operations, BatchOptions options) {
    List<Operation<R>> asked = List.copyOf(operations);
    Objects.requireNonNull(options, "options is null: give BatchOptions, such as DEFAULTS");
    return Mono.deferContextual(
        context -> Mono.just(new Batch(prepare(asked, options, context), options.concurrency())));
  }

  private List<Piece<?>> prepare(
      List<Operation<R>> operations, BatchOptions options, ContextView context) {
    Map<String, Object> shown = Map.copyOf(attributes.apply(context));
    Map<String, Target<R>> resolved = new HashMap<>();
    Set<String> labels = new HashSet<>();
    List<Piece<?>> pieces = new ArrayList<>(operations.size());
    for (Operation<R> operation : operations) {
      if (!labels.add(operation.label())) {
        throw new IllegalArgumentException(
            "Label '%s' stands twice in the batch: give each operation a label of its own"
                .formatted(Label.shown(operation.label())));
      }
      Target<R> target = resolved.computeIfAbsent(operation.name(), targets);
      Invocation invocation = new Invocation(operation.name(), operation.label(), shown);
      pieces.add(new Piece<>(invocation, target, operation.work(), options.timeout()));
    }
    return pieces;
  }
}
