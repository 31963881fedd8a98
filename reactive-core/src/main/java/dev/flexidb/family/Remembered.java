package dev.flexidb.family;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Answers that depend on a text alone, kept for the texts that come again. Thread-safe, bounded: a
 * long text is not kept, and when the room is full it begins anew.
 */
final class Remembered<V> {

  private static final int TEXTS = 1_000;
  private static final int LENGTH = 4_000;

  private final Function<String, V> answer;
  private final Map<String, V> known = new ConcurrentHashMap<>();

  Remembered(Function<String, V> answer) {
    this.answer = answer;
  }

  V of(String text) {
    V value = known.get(text);
    if (value == null) {
      value = answer.apply(text);
      if (text.length() <= LENGTH) {
        if (known.size() >= TEXTS) {
          known.clear();
        }
        known.put(text, value);
      }
    }
    return value;
  }
}
