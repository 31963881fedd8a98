package dev.flexidb.testing.mock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The transaction of one mocked connection, and what was asked in it. Thread-safe. */
final class Transactions {

  private final List<Recorder.Entry> open = new ArrayList<>();
  private final Map<String, Integer> savepoints = new HashMap<>();
  private boolean autoCommit = true;

  synchronized boolean isAutoCommit() {
    return autoCommit;
  }

  synchronized void begin() {
    autoCommit = false;
  }

  synchronized void began(Recorder.Entry entry) {
    if (!autoCommit) {
      open.add(entry);
    }
  }

  synchronized void succeeded(Recorder.Entry entry) {
    if (!open.contains(entry)) {
      entry.is(Call.Fate.KEPT);
    }
  }

  synchronized void commit() {
    end(Call.Fate.KEPT, 0);
    autoCommit = true;
  }

  synchronized void rollback() {
    end(Call.Fate.UNDONE, 0);
    autoCommit = true;
  }

  synchronized void savepoint(String name) {
    autoCommit = false;
    savepoints.put(name, open.size());
  }

  synchronized void rollbackTo(String name) {
    end(Call.Fate.UNDONE, savepoints.getOrDefault(name, 0));
  }

  private void end(Call.Fate fate, int from) {
    List<Recorder.Entry> ended = open.subList(from, open.size());
    ended.forEach(entry -> entry.is(fate));
    ended.clear();
  }

  /** Whether the user's text is the end of a transaction, which it is then. */
  boolean endsBy(String sql) {
    switch (SqlText.oneLine(sql).toUpperCase(Locale.ROOT)) {
      case "COMMIT", "END" -> commit();
      case "ROLLBACK", "ABORT" -> rollback();
      default -> {
        return false;
      }
    }
    return true;
  }
}
