package dev.flexidb;

import java.time.Duration;

/** Limits for tests in which a server is to be found well, however busy the machine is. */
public final class BusyMachine {

  /** A probe that is given time. */
  public static final HealthCheckConfig HEALTH =
      HealthCheckConfig.DEFAULTS.withTimeout(Duration.ofSeconds(20));

  private BusyMachine() {}
}
