package dev.flexidb.spring.fleet;

import dev.flexidb.TenantState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The tenants of the databases, and how far each is migrated. Has to be thread-safe. */
public interface FleetTenants {

  /** Where nobody knows them. */
  FleetTenants NONE =
      new FleetTenants() {
        @Override
        public List<String> databases() {
          return List.of();
        }

        @Override
        public Mono<Slice> slice(String database, String search, long offset, int limit) {
          return Mono.empty();
        }

        @Override
        public Mono<Map<TenantState, Long>> states(String database) {
          return Mono.empty();
        }
      };

  /** The databases that have tenants. */
  List<String> databases();

  /**
   * Some of those that are found, in the order of their schemas. Empty if the database has no
   * tenants; errors with what asking the server ends with.
   *
   * @param search is found in the tenant's id or schema, in any case; all where it is empty
   * @param offset how many of those are left out at the beginning
   * @param limit how many are told at most
   */
  Mono<Slice> slice(String database, String search, long offset, int limit);

  /** How many there are in each state; empty and errors as {@link #slice}. */
  Mono<Map<TenantState, Long>> states(String database);

  /**
   * Some of the tenants.
   *
   * @param all how many there are
   * @param found how many of them were searched for
   */
  record Slice(int all, int found, List<Standing> tenants) {}

  /**
   * A tenant.
   *
   * @param state the name of a {@link TenantState}
   */
  record Standing(String id, String schema, String state, List<Version> versions) {}

  /**
   * How far a domain of its schema is.
   *
   * @param version the highest that is applied; null for none
   * @param pending migrations that it lacks
   * @param valid whether its history fits the files
   */
  record Version(String domain, @Nullable String version, int pending, boolean valid) {}
}
