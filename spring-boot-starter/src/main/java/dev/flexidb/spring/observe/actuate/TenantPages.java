package dev.flexidb.spring.observe.actuate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Tells which tenants a database has, some at a time, and how far each is migrated. */
public interface TenantPages {

  /**
   * Those from this one on, in the order of their schemas; empty where the database has none.
   *
   * @param offset how many are left out at the beginning
   * @param limit how many are told at most
   */
  Mono<TenantPage> of(String database, int offset, int limit);

  /**
   * Some of the tenants.
   *
   * @param total how many there are in all
   * @param unavailable why they cannot be told; null where they are
   */
  record TenantPage(
      int total, int offset, int limit, List<TenantView> tenants, @Nullable String unavailable) {}

  /**
   * One tenant.
   *
   * @param versions the highest that is applied, by domain
   * @param pending scripts that it lacks
   */
  record TenantView(
      String id,
      String schema,
      String state,
      Map<String, String> versions,
      int pending,
      boolean valid) {}
}
