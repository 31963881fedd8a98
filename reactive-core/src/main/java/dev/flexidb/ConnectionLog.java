package dev.flexidb;

import dev.flexidb.pooling.ConnectionObserver;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When connections were opened, and what kept them from it. Thread-safe. */
final class ConnectionLog implements ConnectionObserver {

  private final Clock clock;
  private volatile @Nullable Instant lastConnectedAt;
  private volatile @Nullable Throwable lastError;
  private volatile boolean lastAttemptFailed;

  ConnectionLog(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void connected() {
    lastConnectedAt = clock.instant();
    lastAttemptFailed = false;
  }

  @Override
  public void connectFailed(Throwable error) {
    lastError = error;
    lastAttemptFailed = true;
  }

  Optional<Instant> lastConnectedAt() {
    return Optional.ofNullable(lastConnectedAt);
  }

  Optional<Throwable> lastError() {
    return Optional.ofNullable(lastError);
  }

  boolean lastAttemptFailed() {
    return lastAttemptFailed;
  }
}
