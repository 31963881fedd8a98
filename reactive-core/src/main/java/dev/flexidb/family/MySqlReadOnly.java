package dev.flexidb.family;

import dev.flexidb.pooling.PhysicalConnection;
import reactor.core.publisher.Mono;

/**
 * How statements that stand alone are held read-only on the MySQL family: by the session, which is
 * told when that changes, awaited. A transaction says so in its beginning.
 */
final class MySqlReadOnly {

  /** What the session was told. */
  private record Told(boolean readOnly) {}

  private MySqlReadOnly() {}

  static Mono<Void> tell(PhysicalConnection connection, Transaction transaction, Limits limits) {
    Told told = connection.companion(Told.class);
    boolean isReadOnly = told != null && told.readOnly;
    boolean saidByItsBeginning = transaction.isPending() && limits.readOnly();
    if (isReadOnly == limits.readOnly() || transaction.isOpen() || saidByItsBeginning) {
      return Mono.empty();
    }
    String mode = limits.readOnly() ? "READ ONLY" : "READ WRITE";
    return Mono.defer(() -> DatabaseFamily.run(connection, "SET SESSION TRANSACTION " + mode))
        .doOnSuccess(done -> connection.companion(new Told(limits.readOnly())));
  }
}
