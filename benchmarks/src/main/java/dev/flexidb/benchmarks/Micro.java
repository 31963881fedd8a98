package dev.flexidb.benchmarks;

import java.io.IOException;

/**
 * Measures what needs no server, with JMH. Its arguments are JMH's: a benchmark's name or a part of
 * it, and options such as {@code -f 1 -i 3}.
 */
public final class Micro {

  private Micro() {}

  /** Ends when JMH has printed its figures. */
  public static void main(String[] args) throws IOException {
    org.openjdk.jmh.Main.main(args);
  }
}
