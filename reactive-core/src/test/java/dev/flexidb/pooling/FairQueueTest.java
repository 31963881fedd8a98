package dev.flexidb.pooling;

import static dev.flexidb.pooling.FairQueue.Answer.FULL;
import static dev.flexidb.pooling.FairQueue.Answer.GRANTED;
import static dev.flexidb.pooling.FairQueue.Answer.QUEUED;
import static dev.flexidb.pooling.FairQueue.Answer.TENANT_LIMITED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** S34: whose turn it is, who may wait, and how long one more would. Tenant "" is none. */
class FairQueueTest {

  private final Map<String, Place<String>> places = new HashMap<>();
  private long now;

  private FairQueue<String> queue(int size, int perTenant, int maxWaiting) {
    return new FairQueue<>(size, perTenant, maxWaiting, () -> now);
  }

  private FairQueue.Answer ask(FairQueue<String> queue, String tenant, String caller) {
    Place<String> place =
        new Place<>(tenant.isEmpty() ? null : new SchemaName(tenant), tenant + caller);
    places.put(tenant + caller, place);
    return queue.ask(place);
  }

  private List<FairQueue.Answer> ask(FairQueue<String> queue, String tenant, int callers) {
    List<FairQueue.Answer> answers = new ArrayList<>();
    for (int i = 1; i <= callers; i++) {
      answers.add(ask(queue, tenant, "" + i));
    }
    return answers;
  }

  private void release(FairQueue<String> queue, String caller) {
    assertThat(queue.release(Objects.requireNonNull(places.get(caller)))).isTrue();
  }

  private static String next(FairQueue<String> queue) {
    @Nullable String next = queue.next();
    return next == null ? "nobody" : next;
  }

  @Test
  @DisplayName("tenants take turns, and the callers of one come in their order")
  void tenantsTakeTurns() {
    FairQueue<String> queue = queue(1, 1, 30);
    ask(queue, "", "holder");
    ask(queue, "noisy", 5);
    ask(queue, "quiet", 2);
    ask(queue, "", 2);

    release(queue, "holder");
    List<String> served = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      served.add(next(queue));
      assertThat(next(queue)).as("there is one place").isEqualTo("nobody");
      release(queue, served.get(i));
    }

    assertThat(served).containsExactly("noisy1", "quiet1", "1", "noisy2", "quiet2", "2", "noisy3");
  }

  @Test
  @DisplayName("one tenant holds its limit at most, though places are free")
  void oneTenantHoldsItsLimitAtMost() {
    FairQueue<String> queue = queue(4, 2, 30);

    assertThat(ask(queue, "noisy", 3)).containsExactly(GRANTED, GRANTED, QUEUED);
    assertThat(next(queue)).isEqualTo("nobody");
    assertThat(ask(queue, "quiet", 1)).containsExactly(GRANTED);

    release(queue, "noisy1");
    assertThat(next(queue)).isEqualTo("noisy3");
  }

  @Test
  @DisplayName("what belongs to no tenant has no limit")
  void noTenantHasNoLimit() {
    assertThat(ask(queue(4, 2, 30), "", 5))
        .containsExactly(GRANTED, GRANTED, GRANTED, GRANTED, QUEUED);
  }

  @Test
  @DisplayName("a tenant has its share of those that wait, and others have room")
  void aTenantHasItsShareOfTheQueue() {
    FairQueue<String> queue = queue(4, 1, 10);
    ask(queue, "noisy", "holder");

    assertThat(ask(queue, "noisy", 4)).containsExactly(QUEUED, QUEUED, QUEUED, TENANT_LIMITED);
    assertThat(queue.share(new SchemaName("noisy")).waiting()).isEqualTo(3);
  }

  @Test
  @DisplayName("many tenants that flood the queue leave room for one more")
  void manyTenantsLeaveRoom() {
    FairQueue<String> queue = queue(2, 2, 20);
    ask(queue, "", 2);
    for (String tenant : List.of("a", "b", "c")) {
      ask(queue, tenant, 20);
    }

    assertThat(queue.waiting()).isLessThan(20);
    assertThat(ask(queue, "quiet", 1)).containsExactly(QUEUED);
  }

  @Test
  @DisplayName("where nobody may wait, a tenant is told of its limit, and others of the pool")
  void nobodyMayWait() {
    FairQueue<String> queue = queue(2, 1, 0);

    assertThat(ask(queue, "a", 2)).containsExactly(GRANTED, TENANT_LIMITED);
    assertThat(ask(queue, "b", 1)).containsExactly(GRANTED);
    assertThat(ask(queue, "c", 1)).containsExactly(FULL);
    assertThat(ask(queue, "", 1)).containsExactly(FULL);
  }

  @Test
  @DisplayName("who gave up before asking gets nothing")
  void whoGaveUpBeforeAskingGetsNothing() {
    FairQueue<String> queue = queue(1, 1, 10);
    Place<String> place = new Place<>(null, "late");

    assertThat(queue.leave(place)).isNull();
    assertThat(queue.ask(place)).isEqualTo(FairQueue.Answer.GONE);
    assertThat(queue.release(place)).isFalse();
    assertThat(queue.held()).isZero();
  }

  @Test
  @DisplayName("closing sends away who waits, and keeps what is held until it is given back")
  void closingSendsAwayWhoWaits() {
    FairQueue<String> queue = queue(1, 1, 10);
    ask(queue, "a", "holder");
    ask(queue, "a", 1);
    ask(queue, "b", 1);

    assertThat(queue.close()).containsExactlyInAnyOrder("a1", "b1");
    assertThat(ask(queue, "c", "late")).isEqualTo(FairQueue.Answer.CLOSED);
    assertThat(queue.leave(Objects.requireNonNull(places.get("a1")))).isNull();

    release(queue, "aholder");
    assertThat(next(queue)).isEqualTo("nobody");
    assertThat(queue.held()).isZero();
    assertThat(queue.tenants()).isZero();
  }

  @Test
  @DisplayName("how long to wait is told by what holding took, for all that are before")
  void retryAfterIsTheTimeOfThoseBefore() {
    FairQueue<String> queue = queue(4, 2, 40);
    ask(queue, "a", 8);
    now += Duration.ofMillis(100).toNanos();
    release(queue, "a1");
    next(queue);
    release(queue, "a2");
    next(queue);

    // Four wait, two are served at a time, and each takes 100 ms.
    assertThat(queue.share(new SchemaName("a")))
        .isEqualTo(new Share(2, 2, 4, Duration.ofMillis(250)));
  }

  @Test
  @DisplayName("what is held and does not end counts with what it has taken so far")
  void retryAfterCountsWhatIsHeldStill() {
    FairQueue<String> queue = queue(4, 2, 40);
    ask(queue, "a", 2);

    assertThat(queue.share(new SchemaName("a")).retryAfter()).isEqualTo(Duration.ofMillis(1));
    now += Duration.ofSeconds(30).toNanos();
    assertThat(queue.share(new SchemaName("a")).retryAfter()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  @DisplayName("of a tenant that is new the time of all tenants is told")
  void retryAfterOfANewTenant() {
    FairQueue<String> queue = queue(1, 1, 0);
    ask(queue, "a", 1);
    now += Duration.ofMillis(40).toNanos();
    release(queue, "a1");

    assertThat(queue.share(new SchemaName("b")).retryAfter()).isEqualTo(Duration.ofMillis(40));
  }
}
