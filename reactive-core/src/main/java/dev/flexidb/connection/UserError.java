package dev.flexidb.connection;

import reactor.core.Exceptions;

/** What a function of the user threw, as its user can be told. */
final class UserError {

  private UserError() {}

  /**
   * Reactor's operators throw a {@link LinkageError} or a {@link VirtualMachineError} again instead
   * of telling it. It would end in the driver, and the statement never; so it is told as a cause.
   */
  static Throwable of(Throwable thrown) {
    return Exceptions.isJvmFatal(thrown)
        ? new IllegalStateException("the function given to the Result failed: " + thrown, thrown)
        : thrown;
  }
}
