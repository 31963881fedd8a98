package dev.flexidb.connection;

import dev.flexidb.embedded.TestDatabase;
import java.time.Duration;

/** A contract about statements that take longer than anybody waits for them. */
interface SlowContract extends Contract {

  /** The server works on for this long, unless it is stopped. */
  int SECONDS = 30;

  Duration PATIENCE = Duration.ofMillis(200);

  /** Far below {@link #SECONDS}, and enough for a busy machine. */
  Duration SOON = Duration.ofSeconds(5);

  String INSERT = "INSERT INTO item (id, owner) VALUES (77, 'new')";

  /** A busy machine is no server that does not answer. */
  @Override
  default TwoTenants tenants(TestDatabase database, int rows) {
    return tenants(database, rows, config -> config.withPool(config.pool().withDrainTimeout(SOON)));
  }

  static String sleep(TwoTenants tenants, String seconds) {
    return "SELECT " + (tenants.isPostgreSql() ? "pg_sleep" : "SLEEP") + "(" + seconds + ")";
  }

  static String sleep(TwoTenants tenants) {
    return sleep(tenants, "" + SECONDS);
  }
}
