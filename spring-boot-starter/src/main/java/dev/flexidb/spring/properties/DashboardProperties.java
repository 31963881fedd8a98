package dev.flexidb.spring.properties;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A page that shows how the databases are. Immutable.
 *
 * @param enabled Whether there is a dashboard at /flexidb. Whoever may see it is up to Spring
 *     Security.
 */
public record DashboardProperties(@DefaultValue("false") boolean enabled) {

  /** Turns it on. */
  public static final String ENABLED = "flexidb.dashboard.enabled";

  /** Where it is. */
  public static final String PATH = "/flexidb";
}
