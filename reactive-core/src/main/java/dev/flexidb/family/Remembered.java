package dev.flexidb.family;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers that depend on a text, or another key, alone, kept for those that come again.
 * Thread-safe, bounded: a long text is not kept, and when the room is full it begins anew.
 */
final class Remembered<K, V> {

  private static final int KEYS = 1_000;
  private static final int LENGTH = 4_000;

  private final Function<K, V> answer;
  private final Map<K, V> known = new ConcurrentHashMap<>();

  Remembered(Function<K, V> answer) {
    this.answer = answer;
  }

  V of(K key) {
    V value = known.get(key);
    if (value == null) {
      value = answer.apply(key);
      if (!(key instanceof String text) || text.length() <= LENGTH) {
        if (known.size() >= KEYS) {
          known.clear();
        }
        known.put(key, value);
      }
    }
    return value;
  }
}
