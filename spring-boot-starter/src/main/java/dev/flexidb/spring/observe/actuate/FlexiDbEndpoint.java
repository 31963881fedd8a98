package dev.flexidb.spring.observe.actuate;

import dev.flexidb.DatabaseStats;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.spring.fleet.FleetRuns;
import dev.flexidb.spring.fleet.FleetTenants;
import dev.flexidb.spring.observe.Failure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import reactor.core.publisher.Mono;

/**
 * Tells how the databases are: {@code /actuator/flexidb}, and {@code /actuator/flexidb/orders} with
 * its tenants, some at a time. It changes nothing, and tells no URL, login, SQL or a server's
 * words.
 */
@Endpoint(id = "flexidb")
public final class FlexiDbEndpoint {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int USUAL = 50;
  private static final int MOST = 500;

  private final ReactiveFlexiDb db;
  private final FleetTenants tenants;
  private final FleetRuns runs;

  FlexiDbEndpoint(ReactiveFlexiDb db, FleetTenants tenants, FleetRuns runs) {
    this.db = db;
    this.tenants = tenants;
    this.runs = runs;
  }

  /** All databases. */
  public record Overview(
      Map<String, DatabaseView> databases,
      Map<String, List<String>> groups,
      @Nullable RunView lastMigration)
      implements OperationResponseBody {}

  /** One database, and some of its tenants. */
  public record Detail(DatabaseView database, @Nullable TenantPage tenants)
      implements OperationResponseBody {}

  @ReadOperation
  public Overview overview() {
    Map<String, List<String>> groups = db.groups();
    Map<String, DatabaseView> databases = new LinkedHashMap<>();
    db.stats().forEach((name, stats) -> databases.put(name, DatabaseView.of(name, stats, groups)));
    return new Overview(
        databases, groups, runs.runs().stream().findFirst().map(RunView::of).orElse(null));
  }

  /**
   * One database; empty where there is none of that name.
   *
   * @param offset how many tenants are left out at the beginning
   * @param limit how many tenants are told at most, up to 500
   */
  @ReadOperation
  public Mono<Detail> database(
      @Selector String database, @Nullable Integer offset, @Nullable Integer limit) {
    int from = within("offset", offset, 0, Integer.MAX_VALUE, 0);
    int count = within("limit", limit, 1, MOST, USUAL);
    DatabaseStats stats = db.stats().get(database);
    if (stats == null) {
      return Mono.empty();
    }
    DatabaseView view = DatabaseView.of(database, stats, db.groups());
    return tenants
        .slice(database, "", from, count)
        .timeout(PATIENCE)
        .map(slice -> TenantPage.of(slice, from, count))
        .onErrorResume(error -> Mono.just(TenantPage.unavailable(Failure.told(error), from, count)))
        .map(page -> new Detail(view, page))
        .defaultIfEmpty(new Detail(view, null));
  }

  private static int within(String name, @Nullable Integer given, int least, int most, int usual) {
    if (given == null) {
      return usual;
    }
    if (given < least || given > most) {
      String message = "%s is %d; it must be from %d to %d".formatted(name, given, least, most);
      throw new InvalidEndpointRequestException(message, message);
    }
    return given;
  }
}
