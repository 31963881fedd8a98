package dev.flexidb.embedded;

/** Counts {@link Traffic}; belongs to one thread. */
final class Tally {

  private long toServer;
  private long toClient;
  private long roundTrips;

  void passed(Direction direction, int bytes) {
    if (direction == Direction.TO_SERVER) {
      toServer += bytes;
    } else {
      toClient += bytes;
    }
  }

  void turned() {
    roundTrips++;
  }

  Traffic traffic() {
    return new Traffic(toServer, toClient, roundTrips);
  }

  void reset() {
    toServer = 0;
    toClient = 0;
    roundTrips = 0;
  }
}
