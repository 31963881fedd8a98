package dev.flexidb.pooling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FairQueue} is to do, said as simply as can be: lists that are searched from the
 * beginning. Tenant 0 is none.
 */
final class TurnsModel {

  final int places;
  final int perTenant;
  final int maxWaiting;
  final Map<Integer, Integer> holding = new LinkedHashMap<>();
  final List<Caller> waiting = new ArrayList<>();
  private final List<Integer> turns = new ArrayList<>();

  TurnsModel(int places, int perTenant, int maxWaiting) {
    this.places = places;
    this.perTenant = perTenant;
    this.maxWaiting = maxWaiting;
  }

  record Caller(int tenant, int number) {}

  FairQueue.Answer ask(Caller caller) {
    int tenant = caller.tenant();
    if (free() > 0 && turns.isEmpty() && isUnderLimit(tenant)) {
      hold(tenant);
      return FairQueue.Answer.GRANTED;
    }
    long before = waiting.stream().filter(other -> other.tenant() == tenant).count();
    if (before >= share(tenant) || before >= maxWaiting - waiting.size()) {
      return tenant != 0 && (before > 0 || !isUnderLimit(tenant))
          ? FairQueue.Answer.TENANT_LIMITED
          : FairQueue.Answer.FULL;
    }
    waiting.add(caller);
    look();
    return FairQueue.Answer.QUEUED;
  }

  @Nullable Caller next() {
    if (free() == 0 || turns.isEmpty()) {
      return null;
    }
    int tenant = turns.remove(0);
    Caller first =
        waiting.stream().filter(caller -> caller.tenant() == tenant).findFirst().orElseThrow();
    waiting.remove(first);
    hold(tenant);
    look();
    return first;
  }

  void leave(Caller caller) {
    waiting.remove(caller);
    look();
  }

  void release(int tenant) {
    holding.merge(tenant, -1, Integer::sum);
    look();
  }

  int free() {
    return places - holding.values().stream().mapToInt(held -> held).sum();
  }

  long tenants() {
    return holding.keySet().stream().filter(tenant -> tenant != 0 && held(tenant) > 0).count()
        + waiting.stream()
            .map(Caller::tenant)
            .filter(tenant -> tenant != 0 && held(tenant) == 0)
            .distinct()
            .count();
  }

  private int held(int tenant) {
    return holding.getOrDefault(tenant, 0);
  }

  boolean isUnderLimit(int tenant) {
    return tenant == 0 || held(tenant) < perTenant;
  }

  private int share(int tenant) {
    return tenant == 0 ? maxWaiting : (maxWaiting * perTenant + places - 1) / places;
  }

  private void hold(int tenant) {
    holding.merge(tenant, 1, Integer::sum);
  }

  /** Whose turn may come: tenants keep their places in the row, new ones go to its end. */
  private void look() {
    List<Integer> ready =
        waiting.stream().map(Caller::tenant).distinct().filter(this::isUnderLimit).toList();
    turns.retainAll(ready);
    ready.stream().filter(tenant -> !turns.contains(tenant)).forEach(turns::add);
  }
}
