package dev.flexidb.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** All that differs between the servers when one follows another. */
interface Replication {

  /** Settings without which a server can have no replicas. */
  Map<String, String> primarySettings();

  /** What a replica has besides. */
  Map<String, String> replicaSettings(Endpoint primary);

  /** Makes a copy of the primary's data directory a replica's, before its first start. */
  void prepare(Path data) throws IOException;

  /** Lets a replica that has just started for the first time begin. */
  void follow(Endpoint replica, Endpoint primary);

  /** Rids a primary of what keeps it from stopping at once. */
  default void beforeStop(Endpoint primary) {}

  /** Returns when nothing more is replayed. */
  void pause(Endpoint replica);

  void resume(Endpoint replica);

  /** False if the replica lacks something then that the primary had committed at the call. */
  boolean awaitCaughtUp(Endpoint replica, Endpoint primary, Duration timeout);

  /** What keeps it from catching up. */
  String trouble(Endpoint replica);

  void promote(Endpoint replica);
}
