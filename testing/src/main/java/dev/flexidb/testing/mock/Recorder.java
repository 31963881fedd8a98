package dev.flexidb.testing.mock;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes down what is asked. Thread-safe. */
final class Recorder {

  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  /** A call whose fate is still to be told. */
  static final class Entry {
    private final Call asked;
    private volatile Call.Fate fate = Call.Fate.OPEN;

    private Entry(Call asked) {
      this.asked = asked;
    }

    /** What was told first stays. */
    synchronized void is(Call.Fate told) {
      if (fate == Call.Fate.OPEN) {
        fate = told;
      }
    }

    private Call call() {
      return new Call(asked.database(), asked.tenant(), asked.sql(), asked.values(), fate);
    }
  }

  Entry record(Call call) {
    Entry entry = new Entry(call);
    entries.add(entry);
    return entry;
  }

  Calls calls() {
    return new Calls(entries.stream().map(Entry::call).toList());
  }

  void forget() {
    entries.clear();
  }
}
