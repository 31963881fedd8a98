package dev.flexidb.benchmarks.claims;

import dev.flexidb.benchmarks.runner.Case;
import dev.flexidb.embedded.DatabaseKind;
import java.util.List;

/** Something that we say of speed, as cases that show whether it is so. */
public interface Claim {

  /** How a command line calls it. */
  String name();

  /** What is compared, for a heading. */
  String title();

  /** The server that it needs. */
  DatabaseKind server();

  /** How many tenants there are. */
  int tenants();

  /** The cases, the baseline first, each with a pool of its own. */
  List<Case> cases(Site site);
}
