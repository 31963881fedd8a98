package dev.flexidb.migrate;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a schema's history holds, in short: two of one digest hold the same.
 *
 * @param rank the highest of its rows
 * @param digest null where there is no history table
 */
record Standing(String schema, int rank, @Nullable String digest) {

  private static final char BETWEEN_ROWS = ';';

  /** Of one schema, on this connection. */
  static Standing of(Dialect dialect, Connection connection, String schema, String table)
      throws SQLException {
    return Histories.of(dialect, connection, List.of(schema), table).get(0);
  }

  /** Of a schema whose history holds these rows, by their ranks. */
  static Standing of(String schema, SortedMap<Integer, String> rows) {
    return new Standing(
        schema,
        rows.isEmpty() ? 0 : rows.lastKey(),
        rows.isEmpty() ? "" : md5(String.join(String.valueOf(BETWEEN_ROWS), rows.values())));
  }

  /** As PostgreSQL makes it, too. */
  private static String md5(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
