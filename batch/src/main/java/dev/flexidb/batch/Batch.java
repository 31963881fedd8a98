package dev.flexidb.batch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

/** One run of a batch: made for one subscription. */
final class Batch {

  private final List<Piece<?>> pieces;
  private final int concurrency;
  private final AtomicReferenceArray<@Nullable Outcome<Object>> outcomes;
  private final AtomicBoolean failed = new AtomicBoolean();

  Batch(List<Piece<?>> pieces, int concurrency) {
    this.pieces = pieces;
    this.concurrency = concurrency;
    this.outcomes = new AtomicReferenceArray<>(pieces.size());
  }

  Mono<BatchResult> all() {
    return Flux.range(0, pieces.size())
        .flatMap(
            index -> run(index).<Void>handle((o, sink) -> failFast(index, o, sink)), concurrency, 1)
        .then(Mono.fromSupplier(this::result));
  }

  Mono<Map<String, Outcome<Object>>> settled() {
    return Flux.range(0, pieces.size())
        .flatMap(index -> run(index).then(), concurrency, 1)
        .then(Mono.fromSupplier(this::soFar));
  }

  private Mono<Outcome<Object>> run(int index) {
    return pieces.get(index).outcome().doOnNext(outcome -> outcomes.set(index, outcome));
  }

  private void failFast(int index, Outcome<Object> outcome, SynchronousSink<Void> sink) {
    if (outcome instanceof Outcome.Failure<Object> failure && failed.compareAndSet(false, true)) {
      Invocation at = pieces.get(index).invocation();
      sink.error(new BatchFailedException(at.operation(), at.name(), failure.error(), soFar()));
    }
  }

  private BatchResult result() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    soFar()
        .forEach(
            (label, outcome) ->
                values.put(
                    label,
                    outcome instanceof Outcome.Success<Object> success ? success.value() : null));
    return new BatchResult(values);
  }

  private Map<String, Outcome<Object>> soFar() {
    Map<String, Outcome<Object>> all = new LinkedHashMap<>();
    for (int i = 0; i < pieces.size(); i++) {
      Outcome<Object> outcome = outcomes.get(i);
      all.put(
          pieces.get(i).invocation().operation(),
          outcome == null ? new Outcome.Cancelled<>() : outcome);
    }
    return Collections.unmodifiableMap(all);
  }
}
