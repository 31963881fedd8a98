package dev.flexidb.pooling;

import java.time.Duration;

/** Told of every attempt to open a physical connection. Must not block and must not throw. */
public interface ConnectionObserver {

  /** A connection was opened. */
  void connected();

  /** A connection that was opened is closed. */
  default void disconnected() {}

  /** An attempt failed; another may follow. */
  void connectFailed(Throwable error);

  /**
   * An attempt failed, and another one follows.
   *
   * @param attempt its number; 2 behind the first
   * @param delay until then
   */
  default void retrying(int attempt, Duration delay, Throwable error) {}
}
