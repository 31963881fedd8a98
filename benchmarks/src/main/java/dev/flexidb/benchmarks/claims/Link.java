package dev.flexidb.benchmarks.claims;

/** How far away the server is. */
public enum Link {
  /** On this machine, with nothing in between. */
  LOOPBACK("loopback");

  private final String title;

  Link(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
