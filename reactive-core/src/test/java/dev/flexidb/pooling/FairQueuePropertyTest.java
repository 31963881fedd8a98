package dev.flexidb.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.pooling.TurnsModel.Caller;
import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** S34: whatever is asked, given up and given back, the queue does what its model does. */
class FairQueuePropertyTest {

  enum Kind {
    ASK,
    LEAVE,
    RELEASE,
    DEAL
  }

  /**
   * @param which of those that wait, or hold, if it is one of them that is meant
   */
  record Step(Kind kind, int tenant, int which) {}

  @Provide
  Arbitrary<Step> steps() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(5, Kind.ASK),
                Tuple.of(1, Kind.LEAVE),
                Tuple.of(3, Kind.RELEASE),
                Tuple.of(3, Kind.DEAL)),
            Arbitraries.integers().between(0, 4),
            Arbitraries.integers().between(0, 1_000))
        .as(Step::new);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void doesWhatItsModelDoes(
      @ForAll @IntRange(min = 1, max = 6) int places,
      @ForAll @IntRange(min = 1, max = 6) int perTenant,
      @ForAll @IntRange(max = 12) int maxWaiting,
      @ForAll @Size(max = 80) List<@From("steps") Step> steps) {
    Both both = new Both(new TurnsModel(places, Math.min(perTenant, places), maxWaiting));

    steps.forEach(both::take);

    both.endAll();
  }

  /** A queue and its model, side by side. */
  private static final class Both {

    private final TurnsModel model;
    private final FairQueue<Caller> queue;
    private final Map<Caller, Place<Caller>> waiting = new LinkedHashMap<>();
    private final Map<Caller, Place<Caller>> holding = new LinkedHashMap<>();
    private int asked;
    private long now;

    Both(TurnsModel model) {
      this.model = model;
      this.queue =
          new FairQueue<>(model.places, model.perTenant, model.maxWaiting, () -> now += 1_000);
    }

    void take(Step step) {
      switch (step.kind()) {
        case ASK -> ask(step.tenant());
        case LEAVE -> leave(step.which());
        case RELEASE -> release(step.which());
        case DEAL -> deal();
      }
      compare();
    }

    private void ask(int tenant) {
      Caller caller = new Caller(tenant, asked++);
      Place<Caller> place = new Place<>(nameOf(tenant), caller);
      FairQueue.Answer answer = queue.ask(place);
      assertThat(answer).isEqualTo(model.ask(caller));
      if (answer == FairQueue.Answer.GRANTED) {
        holding.put(caller, place);
      } else if (answer == FairQueue.Answer.QUEUED) {
        waiting.put(caller, place);
      }
    }

    private void leave(int which) {
      Caller caller = one(waiting, which);
      if (caller != null) {
        assertThat(queue.leave(removed(waiting, caller))).isNotNull();
        model.leave(caller);
      }
    }

    private void release(int which) {
      Caller caller = one(holding, which);
      if (caller != null) {
        Place<Caller> place = removed(holding, caller);
        assertThat(queue.leave(place)).as("who holds does not wait").isNull();
        assertThat(queue.release(place)).isTrue();
        assertThat(queue.release(place)).as("a second time").isFalse();
        model.release(caller.tenant());
      }
    }

    private void deal() {
      Caller next;
      do {
        next = queue.next();
        assertThat(next).isEqualTo(model.next());
        if (next != null) {
          holding.put(next, removed(waiting, next));
        }
      } while (next != null);
    }

    private static @Nullable Caller one(Map<Caller, Place<Caller>> some, int which) {
      List<Caller> callers = new ArrayList<>(some.keySet());
      return callers.isEmpty() ? null : callers.get(which % callers.size());
    }

    private static Place<Caller> removed(Map<Caller, Place<Caller>> some, Caller caller) {
      return Objects.requireNonNull(some.remove(caller));
    }

    private static @Nullable SchemaName nameOf(int tenant) {
      return tenant == 0 ? null : new SchemaName("tenant_" + tenant);
    }

    private void compare() {
      assertThat(queue.held()).isEqualTo(model.places - model.free()).isEqualTo(holding.size());
      assertThat(queue.waiting()).isEqualTo(model.waiting.size());
      assertThat(queue.tenants()).isEqualTo((int) model.tenants());
      for (int tenant = 1; tenant <= 4; tenant++) {
        Share share = queue.share(new SchemaName("tenant_" + tenant));
        assertThat(share.held()).isBetween(0, model.perTenant);
        assertThat(share.retryAfter()).isPositive();
      }
    }

    /** All that wait are served once those before them are done; then nothing is left. */
    void endAll() {
      deal();
      compare();
      while (!holding.isEmpty()) {
        release(0);
        deal();
        compare();
      }
      assertThat(waiting).isEmpty();
      assertThat(queue.held()).isZero();
      assertThat(queue.waiting()).isZero();
      assertThat(queue.tenants()).isZero();
    }
  }
}
