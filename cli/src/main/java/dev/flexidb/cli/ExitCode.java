package dev.flexidb.cli;

/** What a process of the command ends with. */
final class ExitCode {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int SOME_FAILED = 2;

  /** As shells tell of Ctrl+C. */
  static final int STOPPED = 130;

  private ExitCode() {}

  /** Of work on many things. */
  static int of(int done, int failed) {
    return failed == 0 ? OK : done == 0 ? FAILED : SOME_FAILED;
  }
}
