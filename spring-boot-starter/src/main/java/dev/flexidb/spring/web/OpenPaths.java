package dev.flexidb.spring.web;

import dev.flexidb.spring.properties.DashboardProperties;
import java.util.ArrayList;
import java.util.List;
import org.springframework.core.env.Environment;

/** Patterns of paths without a tenant: the application's, the actuator's and the dashboard's. */
final class OpenPaths {

  private static final String ANY = "/**";

  private OpenPaths() {}

  /** With those that have to answer when nobody is a tenant. */
  static List<String> of(List<String> written, Environment environment) {
    List<String> open = new ArrayList<>(written);
    if (environment.getProperty(DashboardProperties.ENABLED, Boolean.class, false)) {
      addAll(open, DashboardProperties.PATH);
    }
    String endpoints =
        slashed(environment.getProperty("management.endpoints.web.base-path", "/actuator"));
    addAll(open, endpoints);
    if (environment.containsProperty("management.server.port")) {
      addAll(open, slashed(environment.getProperty("management.server.base-path", "")) + endpoints);
    }
    if (environment.getProperty(
        "management.endpoint.health.probes.add-additional-paths", Boolean.class, false)) {
      open.add("/livez");
      open.add("/readyz");
    }
    return open;
  }

  /** Not of the root, below which the application's own paths stand. */
  private static void addAll(List<String> open, String base) {
    if (!base.isEmpty()) {
      open.add(base);
      open.add(base + ANY);
    }
  }

  private static String slashed(String path) {
    String bare = path.strip().replaceAll("^/+|/+$", "");
    return bare.isEmpty() ? "" : "/" + bare;
  }
}
