package dev.flexidb.connection;

/** What the stress tests ask of a turn. */
final class Turns {

  /** A statement that nobody waits for. */
  static final StatementQueue.Holder UNWANTED =
      new StatementQueue.Holder() {
        @Override
        public void yieldUnread() {}

        @Override
        public void cutShort() {}

        @Override
        public void evict() {}

        @Override
        public void abandon() {}

        @Override
        public boolean isUnwanted() {
          return true;
        }
      };

  private Turns() {}

  static boolean isGranted(StatementQueue.Turn turn) {
    boolean[] granted = new boolean[1];
    turn.granted().subscribe(never -> {}, error -> {}, () -> granted[0] = true);
    return granted[0];
  }
}
