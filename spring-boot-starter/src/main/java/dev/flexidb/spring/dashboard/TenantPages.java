package dev.flexidb.spring.dashboard;

import dev.flexidb.spring.fleet.FleetTenants;
import dev.flexidb.spring.fleet.FleetTenants.Slice;
import dev.flexidb.spring.fleet.FleetTenants.Standing;
import java.util.List;
import reactor.core.publisher.Mono;

/** The tenants of databases, a page at a time. Thread-safe. */
final class TenantPages {

  /** Tenants on a page. */
  static final int SIZE = 25;

  private final FleetTenants tenants;

  TenantPages(FleetTenants tenants) {
    this.tenants = tenants;
  }

  /**
   * A page.
   *
   * @param all how many tenants there are
   * @param found how many of them were searched for
   */
  record Page(String database, int all, int found, int number, int pages, List<Standing> tenants) {}

  /**
   * A page; the last one where there are not so many. Empty and errors as {@link
   * FleetTenants#slice}.
   *
   * @param number from 1
   */
  Mono<Page> page(String database, String search, int number) {
    return slice(database, search, number)
        .flatMap(
            slice -> {
              int pages = Math.max(1, (slice.found() + SIZE - 1) / SIZE);
              return number <= pages
                  ? Mono.just(page(database, slice, number, pages))
                  : slice(database, search, pages).map(last -> page(database, last, pages, pages));
            });
  }

  private Mono<Slice> slice(String database, String search, int number) {
    return tenants.slice(database, search, (number - 1L) * SIZE, SIZE);
  }

  private static Page page(String database, Slice slice, int number, int pages) {
    return new Page(database, slice.all(), slice.found(), number, pages, slice.tenants());
  }
}
