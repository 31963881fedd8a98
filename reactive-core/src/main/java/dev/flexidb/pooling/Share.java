package dev.flexidb.pooling;

import java.time.Duration;

/**
 * What one tenant has of a pool at a moment.
 *
 * @param held connections that its callers hold, or are about to get
 * @param limit how many they may hold at once
 * @param waiting callers of it that wait
 * @param retryAfter how long one more caller would wait, by what holding a connection took its
 *     callers lately; at least 1 ms
 */
record Share(int held, int limit, int waiting, Duration retryAfter) {

  boolean isUsedUp() {
    return held >= limit;
  }
}
