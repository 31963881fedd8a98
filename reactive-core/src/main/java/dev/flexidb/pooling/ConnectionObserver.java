package dev.flexidb.pooling;

/** Told of every attempt to open a physical connection. Must not block and must not throw. */
public interface ConnectionObserver {

  /** A connection was opened. */
  void connected();

  /** An attempt failed; another may follow. */
  void connectFailed(Throwable error);
}
