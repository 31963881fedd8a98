package dev.flexidb.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * What was applied in which batch, in two tables beside what tenants share. A schema's own history
 * says what is applied; this says what belongs together, and what was begun. Thread-safe.
 */
final class Ledger {

  static final String BATCHES = "flexidb_batch";
  static final String ENTRIES = "flexidb_ledger";

  /** How far a migration of a schema is. */
  enum State {
    STARTED,
    APPLIED,
    FAILED,
    UNDONE
  }

  /** One migration of one schema. */
  record Entry(String schema, String version, String script, int batch, State state) {}

  private static final String RUNNING = "RUNNING";
  private static final String ENDED = "ENDED";

  private final Dialect dialect;
  private final String home;
  private final String batches;
  private final String entries;

  Ledger(Dialect dialect, String home) {
    this.dialect = dialect;
    this.home = home;
    this.batches = dialect.qualified(home, BATCHES);
    this.entries = dialect.qualified(home, ENTRIES);
  }

  boolean exists(Connection connection) throws SQLException {
    return Sql.rows(connection, dialect.schemasHolding(), row -> row.getString(1), ENTRIES)
        .contains(home);
  }

  void create(Connection connection) throws SQLException {
    if (!exists(connection)) {
      for (String statement : dialect.createLedger(home)) {
        createOne(connection, statement);
      }
    }
  }

  /** Two at once may fail, whatever IF NOT EXISTS promises; then the other one has made it. */
  private void createOne(Connection connection, String statement) throws SQLException {
    try {
      Sql.run(connection, statement);
    } catch (SQLException failed) {
      if (!dialect.saysDuplicate(failed)) {
        throw failed;
      }
    }
  }

  /** The batch that was begun and not ended, or a new one. */
  int open(Connection connection, String domain) throws SQLException {
    OptionalInt running = running(connection, domain);
    if (running.isPresent()) {
      return running.getAsInt();
    }
    int next =
        Sql.rows(
                connection,
                // Schemas that were made without a run belong to batches, too.
                ("SELECT coalesce(max(batch), 0) + 1 FROM (SELECT batch FROM %s WHERE domain = ?"
                        + " UNION ALL SELECT batch FROM %s WHERE domain = ?) known")
                    .formatted(batches, entries),
                row -> row.getInt(1),
                domain,
                domain)
            .get(0);
    Sql.run(
        connection,
        "INSERT INTO " + batches + " (domain, batch, state) VALUES (?, ?, ?)",
        domain,
        next,
        RUNNING);
    return next;
  }

  private OptionalInt running(Connection connection, String domain) throws SQLException {
    return Sql.rows(
            connection,
            "SELECT batch FROM " + batches + " WHERE domain = ? AND state = ? ORDER BY batch DESC",
            row -> row.getInt(1),
            domain,
            RUNNING)
        .stream()
        .mapToInt(Integer::intValue)
        .findFirst();
  }

  /** What was running has ended. */
  void end(Connection connection, String domain) throws SQLException {
    Sql.run(
        connection,
        "UPDATE "
            + batches
            + " SET state = ?, ended_at = CURRENT_TIMESTAMP WHERE domain = ? AND state = ?",
        ENDED,
        domain,
        RUNNING);
  }

  void put(
      Connection connection,
      SchemaTarget target,
      String version,
      String script,
      int batch,
      State state)
      throws SQLException {
    Sql.run(
        connection,
        dialect.upsertLedger(entries),
        target.domain(),
        target.schema(),
        version,
        script,
        batch,
        state.name());
  }

  /** The same as text, for PostgreSQL. */
  String applied(SchemaTarget target, ToIntFunction<String> batchOf, List<Script> scripts) {
    StringBuilder text = new StringBuilder();
    for (Script script : scripts) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(
              "(%s, %s, %s, %s, %d, '%s')"
                  .formatted(
                      Dialect.literal(target.domain()),
                      Dialect.literal(target.schema()),
                      Dialect.literal(script.version()),
                      Dialect.literal(script.file()),
                      batchOf.applyAsInt(script.version()),
                      State.APPLIED));
    }
    return dialect.upsertLedger(entries).replace("(?, ?, ?, ?, ?, ?)", text);
  }

  /** Says what became of a migration; where it was never begun that is nothing. */
  void set(Connection connection, SchemaTarget target, String version, State state)
      throws SQLException {
    Sql.run(
        connection,
        "UPDATE " + entries + " SET state = ? WHERE domain = ? AND schema_name = ? AND version = ?",
        state.name(),
        target.domain(),
        target.schema(),
        version);
  }

  /** That it is undone, as text. */
  String undone(SchemaTarget target, String version) {
    return "UPDATE %s SET state = '%s' WHERE domain = %s AND schema_name = %s AND version = %s"
        .formatted(
            entries,
            State.UNDONE,
            Dialect.literal(target.domain()),
            Dialect.literal(target.schema()),
            Dialect.literal(version));
  }

  void forget(Connection connection, SchemaTarget target, State state) throws SQLException {
    Sql.run(
        connection,
        "DELETE FROM " + entries + " WHERE domain = ? AND schema_name = ? AND state = ?",
        target.domain(),
        target.schema(),
        state.name());
  }

  /** All of a schema is undone; that it was a tenant's is kept. */
  void undo(Connection connection, String schema) throws SQLException {
    Sql.run(
        connection,
        "UPDATE " + entries + " SET state = ? WHERE schema_name = ?",
        State.UNDONE.name(),
        schema);
  }

  /** What a schema has got, its copy has got as well. */
  void copy(Connection connection, String from, String to) throws SQLException {
    if (exists(connection)) {
      Sql.run(
          connection,
          ("INSERT INTO %s (domain, schema_name, version, script, batch, state)"
                  + " SELECT domain, ?, version, script, batch, state FROM %s WHERE schema_name = ?")
              .formatted(entries, entries),
          to,
          from);
    }
  }

  void rename(Connection connection, String from, String to) throws SQLException {
    Sql.run(
        connection, "UPDATE " + entries + " SET schema_name = ? WHERE schema_name = ?", to, from);
  }

  /** All of a schema that is not there any more. */
  void forget(Connection connection, String schema) throws SQLException {
    if (exists(connection)) {
      Sql.run(connection, "DELETE FROM " + entries + " WHERE schema_name = ?", schema);
    }
  }

  /**
   * In which batch others have got a version: who comes later belongs to it as well, so that they
   * are undone together.
   */
  ToIntFunction<String> batchOfPeers(Connection connection, String domain) throws SQLException {
    Map<String, Integer> known = new HashMap<>();
    Sql.rows(
        connection,
        "SELECT version, max(batch) FROM "
            + entries
            + " WHERE domain = ? AND state = ? GROUP BY version",
        row -> known.put(row.getString(1), row.getInt(2)),
        domain,
        State.APPLIED.name());
    int last = known.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    return version -> known.getOrDefault(version, last);
  }

  /** The schemas that something was ever applied to. */
  Set<String> schemas(Connection connection) throws SQLException {
    return exists(connection)
        ? new HashSet<>(
            Sql.rows(
                connection, "SELECT DISTINCT schema_name FROM " + entries, row -> row.getString(1)))
        : Set.of();
  }

  /** The schemas in which a migration has failed half-way, in any domain. */
  Set<String> failed(Connection connection) throws SQLException {
    return exists(connection)
        ? new HashSet<>(
            Sql.rows(
                connection,
                "SELECT DISTINCT schema_name FROM " + entries + " WHERE state = ?",
                row -> row.getString(1),
                State.FAILED.name()))
        : Set.of();
  }

  List<Entry> in(Connection connection, String domain, State state) throws SQLException {
    return Sql.rows(
        connection,
        "SELECT schema_name, version, script, batch, state FROM "
            + entries
            + " WHERE domain = ? AND state = ?",
        row ->
            new Entry(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                State.valueOf(row.getString(5))),
        domain,
        state.name());
  }
}
