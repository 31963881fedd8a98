package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 150,000 rows of 2,000 bytes go through a heap of 48 MiB, and as little outside of it. */
@Timeout(120)
class SmallHeapTest {

  private static final String ROWS = "150000";

  private static final List<String> SMALL =
      List.of("-Xmx48m", "-XX:MaxDirectMemorySize=48m", "-XX:+ExitOnOutOfMemoryError");

  private static void assertThatAllIsRead(TestDatabase database, String fetchSize, String from)
      throws Exception {
    String tenant = database.name() + "_small";
    database.execute("CREATE SCHEMA " + tenant);
    String sql = "SELECT repeat('x', 2000) FROM " + from;
    assertThat(
            OtherJvm.outputOf(
                SmallHeapProbe.class, SMALL, database.r2dbcUrl(), tenant, sql, fetchSize))
        .isEqualTo(ROWS + "\n");
    database.execute("DROP SCHEMA " + tenant);
  }

  @Test
  void streamsOnPostgreSql(@WithServer(DatabaseKind.POSTGRESQL) TestDatabase database)
      throws Exception {
    assertThatAllIsRead(database, "1000", "generate_series(1, " + ROWS + ")");
  }

  @Test
  void streamsOnPostgreSqlWithoutAFetchSize(
      @WithServer(DatabaseKind.POSTGRESQL) TestDatabase database) throws Exception {
    assertThatAllIsRead(database, "0", "generate_series(1, " + ROWS + ")");
  }

  @Test
  void streamsOnMariaDb(@WithServer(DatabaseKind.MARIADB) TestDatabase database) throws Exception {
    assertThatAllIsRead(database, "1000", "seq_1_to_" + ROWS);
  }
}
