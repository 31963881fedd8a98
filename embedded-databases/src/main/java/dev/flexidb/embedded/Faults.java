package dev.flexidb.embedded;

import org.jspecify.annotations.Nullable;

/** What a proxy does wrong at the moment; belongs to the thread of its event loop. */
final class Faults {

  enum Flow {
    PASS,
    HOLD,
    DROP
  }

  /** One call of {@code cut}: the same condition armed twice counts from its beginning. */
  static final class Armed {
    final Cut cut;
    final boolean once;

    Armed(Cut cut, boolean once) {
      this.cut = cut;
      this.once = once;
    }
  }

  /** The faults of one direction. */
  static final class Way {
    long delayNanos;
    Flow flow = Flow.PASS;
  }

  private final Way toServer = new Way();
  private final Way toClient = new Way();
  @Nullable Armed armed;
  boolean hang;

  Way way(Direction direction) {
    return direction == Direction.TO_SERVER ? toServer : toClient;
  }

  void delay(long nanos, Direction... directions) {
    for (Direction direction : directions) {
      way(direction).delayNanos = nanos;
    }
  }

  void flow(Flow flow, Direction... directions) {
    for (Direction direction : directions) {
      way(direction).flow = flow;
    }
  }

  void arm(Cut cut, boolean once) {
    armed = new Armed(cut, once);
  }

  void fired(Armed cut) {
    if (cut.once && cut == armed) {
      armed = null;
    }
  }

  void heal() {
    delay(0, Direction.values());
    flow(Flow.PASS, Direction.values());
    armed = null;
    hang = false;
  }
}
