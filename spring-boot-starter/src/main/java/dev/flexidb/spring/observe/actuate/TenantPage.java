package dev.flexidb.spring.observe.actuate;

import dev.flexidb.spring.fleet.FleetTenants.Slice;
import dev.flexidb.spring.fleet.FleetTenants.Standing;
import dev.flexidb.spring.fleet.FleetTenants.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Some of a database's tenants, as the endpoint tells of them.
 *
 * @param total how many there are in all
 * @param unavailable why they cannot be told; null where they are
 */
public record TenantPage(
    int total, int offset, int limit, List<TenantView> tenants, @Nullable String unavailable) {

  /**
   * One tenant.
   *
   * @param versions the highest that is applied, by domain
   * @param pending scripts that it lacks
   */
  public record TenantView(
      String id,
      String schema,
      String state,
      Map<String, String> versions,
      int pending,
      boolean valid) {

    private static TenantView of(Standing tenant) {
      Map<String, String> versions = new LinkedHashMap<>();
      for (Version of : tenant.versions()) {
        String version = of.version();
        if (version != null) {
          versions.put(of.domain(), version);
        }
      }
      return new TenantView(
          tenant.id(),
          tenant.schema(),
          tenant.state(),
          versions,
          tenant.versions().stream().mapToInt(Version::pending).sum(),
          tenant.versions().stream().allMatch(Version::valid));
    }
  }

  static TenantPage of(Slice slice, int offset, int limit) {
    return new TenantPage(
        slice.all(), offset, limit, slice.tenants().stream().map(TenantView::of).toList(), null);
  }

  static TenantPage unavailable(String why, int offset, int limit) {
    return new TenantPage(0, offset, limit, List.of(), why);
  }
}
