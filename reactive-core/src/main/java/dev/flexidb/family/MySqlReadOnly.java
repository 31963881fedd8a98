package dev.flexidb.family;

import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.R2dbcException;
import reactor.core.publisher.Mono;

/**
 * How statements that stand alone are held read-only on the MySQL family: by the session, which is
 * told when that changes, awaited. A transaction says so in its beginning.
 */
final class MySqlReadOnly {

  private static final int READ_ONLY_TRANSACTION = 1792;
  private static final int READ_ONLY_MODE = 1836;

  /** Also of other options than read_only. */
  private static final int PREVENTED_BY_OPTION = 1290;

  /** What the session was told. */
  private record Told(boolean readOnly) {}

  private MySqlReadOnly() {}

  /** Whether the server, or the transaction, takes no writes. */
  static boolean isSaidBy(R2dbcException error) {
    return switch (error.getErrorCode()) {
      case READ_ONLY_TRANSACTION, READ_ONLY_MODE -> true;
      case PREVENTED_BY_OPTION -> String.valueOf(error.getMessage()).contains("read-only");
      default -> false;
    };
  }

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
