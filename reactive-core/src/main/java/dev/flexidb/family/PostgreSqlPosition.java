package dev.flexidb.family;

import dev.flexidb.pooling.PhysicalConnection;
import reactor.core.publisher.Mono;

/** A place in PostgreSQL's write-ahead log. */
record PostgreSqlPosition(long lsn) implements Position {

  /** Of what is inserted, flushed or not: a commit need not wait for its flush. */
  private static final String WRITTEN =
      "SELECT pg_catalog.pg_current_wal_insert_lsn()::pg_catalog.text";

  /** Of a server that was promoted it stays where it was then: it has another history since. */
  private static final String REPLAYED =
      "SELECT pg_catalog.pg_last_wal_replay_lsn()::pg_catalog.text";

  static Mono<Position> written(PhysicalConnection connection) {
    return DatabaseFamily.ask(connection, WRITTEN).map(PostgreSqlPosition::parse);
  }

  static Mono<Position> replayed(PhysicalConnection connection) {
    return DatabaseFamily.ask(connection, REPLAYED).map(PostgreSqlPosition::parse);
  }

  /** Two hexadecimal halves, as {@code 16/B374D848}. */
  static PostgreSqlPosition parse(String lsn) {
    int slash = lsn.indexOf('/');
    long high = Long.parseLong(lsn, 0, slash, 16);
    return new PostgreSqlPosition(high << 32 | Long.parseLong(lsn, slash + 1, lsn.length(), 16));
  }

  @Override
  public boolean covers(Position other) {
    return other instanceof PostgreSqlPosition earlier
        && Long.compareUnsigned(lsn, earlier.lsn) >= 0;
  }
}
