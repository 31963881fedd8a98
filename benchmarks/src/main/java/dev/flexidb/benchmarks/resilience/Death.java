package dev.flexidb.benchmarks.resilience;

import dev.flexidb.embedded.FaultProxy;

/** How a server is dead. */
enum Death {
  REFUSES("refuses connections"),
  HANGS("lets new connections hang"),
  SAYS_NOTHING("says nothing on any connection");

  private final String words;

  Death(String words) {
    this.words = words;
  }

  /** Blocks. */
  void of(FaultProxy proxy) {
    switch (this) {
      case REFUSES -> proxy.refuse();
      case HANGS -> proxy.hang();
      case SAYS_NOTHING -> proxy.stall();
    }
    if (this != SAYS_NOTHING) {
      proxy.reset();
    }
  }

  @Override
  public String toString() {
    return words;
  }
}
