package dev.flexidb;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When connections were opened, and what went wrong last. Thread-safe. */
final class ConnectionLog {

  private final Clock clock;
  private volatile @Nullable Instant lastConnectedAt;
  private volatile @Nullable Throwable lastError;
  private volatile @Nullable Throwable whyNotConnected;

  ConnectionLog(Clock clock) {
    this.clock = clock;
  }

  /** A connection was opened. */
  void connected() {
    lastConnectedAt = clock.instant();
    whyNotConnected = null;
  }

  /** An attempt to connect failed. */
  void connectFailed(Throwable error) {
    whyNotConnected = error;
    lastError = error;
  }

  /** A statement ended with an error. */
  void failed(Throwable error) {
    lastError = error;
  }

  Optional<Instant> lastConnectedAt() {
    return Optional.ofNullable(lastConnectedAt);
  }

  /** The newest, of a statement or of an attempt to connect. */
  Optional<Throwable> lastError() {
    return Optional.ofNullable(lastError);
  }

  /** Why the last attempt to connect failed; null if it did not. */
  @Nullable Throwable whyNotConnected() {
    return whyNotConnected;
  }
}
