package dev.flexidb.spring.observe.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The health of a group: up where all of its databases are. Thread-safe. */
final class GroupHealth implements ReactiveHealthIndicator {

  private final List<String> databases;
  private final Function<String, DatabaseHealth> health;

  GroupHealth(List<String> databases, Function<String, DatabaseHealth> health) {
    this.databases = databases;
    this.health = health;
  }

  @Override
  public Mono<Health> health() {
    return Flux.fromIterable(databases)
        .flatMapSequential(database -> health.apply(database).health())
        .map(Health::getStatus)
        .collectList()
        .map(this::told);
  }

  private Health told(List<Status> statuses) {
    Map<String, Object> each = new LinkedHashMap<>();
    for (int i = 0; i < databases.size(); i++) {
      each.put(databases.get(i), statuses.get(i).getCode());
    }
    boolean up = statuses.stream().allMatch(Status.UP::equals);
    return Health.status(up ? Status.UP : Status.DOWN).withDetails(each).build();
  }
}
