package dev.flexidb.embedded;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the replicas of MariaDB and MySQL have in common: global transaction ids. */
abstract class MySqlFamilyReplication implements Replication {

  /** Who the replica logs in as; the name is the password, too. */
  abstract String user();

  /** Statements for the primary, which may not be the first. */
  abstract List<String> onPrimary();

  /** Statements for the replica before it is told where its primary is. */
  abstract List<String> beforeFollowing();

  /** What CHANGE MASTER TO says besides. */
  abstract String followOptions();

  /** The primary's query for all that it has committed. */
  abstract String position();

  /** The replica's query that waits and then returns 0, or something else if time is up. */
  abstract String await(String position, String seconds);

  @Override
  public final void follow(Endpoint replica, Endpoint primary) {
    Sql.execute(primary, primary.database(), onPrimary().toArray(String[]::new));
    List<String> statements = new ArrayList<>(beforeFollowing());
    Collections.addAll(
        statements,
        "CHANGE MASTER TO MASTER_HOST='%s', MASTER_PORT=%d, MASTER_USER='%s', MASTER_PASSWORD='%s', MASTER_CONNECT_RETRY=1, %s"
            .formatted(primary.host(), primary.port(), user(), user(), followOptions()),
        "START REPLICA");
    Sql.execute(replica, replica.database(), statements.toArray(String[]::new));
  }

  @Override
  public final void pause(Endpoint replica) {
    Sql.execute(replica, replica.database(), "STOP REPLICA SQL_THREAD");
  }

  @Override
  public final void resume(Endpoint replica) {
    Sql.execute(replica, replica.database(), "START REPLICA SQL_THREAD");
  }

  @Override
  public final boolean awaitCaughtUp(Endpoint replica, Endpoint primary, Duration timeout) {
    String seconds = BigDecimal.valueOf(timeout.toMillis(), 3).toPlainString();
    return Sql.ask(replica, await(Sql.ask(primary, position()), seconds)).equals("0");
  }

  @Override
  public final String trouble(Endpoint replica) {
    if (status(replica, "Slave_SQL_Running").equals("No")) {
      String error = status(replica, "Last_SQL_Error");
      return error.isEmpty() ? "its replay is paused" : error;
    }
    String error = status(replica, "Last_IO_Error");
    return error.isEmpty() ? "it is slow" : error;
  }

  private static String status(Endpoint replica, String column) {
    return Sql.ask(replica, "SHOW SLAVE STATUS", column);
  }

  @Override
  public final void promote(Endpoint replica) {
    throw new UnsupportedOperationException(
        "%s cannot be promoted; only a replica of %s can"
            .formatted(replica, DatabaseKind.POSTGRESQL));
  }
}
