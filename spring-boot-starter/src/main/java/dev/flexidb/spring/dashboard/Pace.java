package dev.flexidb.spring.dashboard;

import java.time.Duration;

/** How often the databases are looked at. */
record Pace(Duration interval) {

  static final Pace USUAL = new Pace(Duration.ofSeconds(2));
}
