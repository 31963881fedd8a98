package dev.flexidb.migrate;

import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.sqlscript.ParsedSqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlScript;
import org.flywaydb.core.internal.sqlscript.SqlStatement;
import org.flywaydb.core.internal.sqlscript.SqlStatementIterator;
import org.jspecify.annotations.Nullable;

/**
 * A script as Flyway's parser reads it.
 *
 * @param file its name
 * @param inTransaction whether it may run in a transaction that is begun around it
 * @param last whether what it sets for the transaction is not for another script
 * @param plain whether nothing of it needs Flyway to run it, or outlives the transaction
 */
record Script(
    String file,
    String version,
    List<Piece> pieces,
    boolean inTransaction,
    boolean last,
    boolean plain) {

  /** A statement and the line of the script that it begins in, counted from one. */
  record Piece(int line, String sql) {}

  /** Null where the parser needs what only Flyway knows, such as a placeholder for the schema. */
  static @Nullable Script of(String version, SqlScript parsed) {
    if (parsed.getResource().shouldStream()) {
      return null;
    }
    List<Piece> pieces = new ArrayList<>();
    boolean plain = true;
    boolean controls = false;
    boolean last = false;
    try (SqlStatementIterator statements = parsed.getSqlStatements()) {
      for (SqlStatement next = statements.next(); next != null; next = statements.next()) {
        StatementText text = StatementText.of(next.getSql());
        plain &= next.getClass() == ParsedSqlStatement.class && text.leavesTheSession();
        controls |= text.controls();
        last |= text.setsLocally();
        pieces.add(new Piece(next.getLineNumber(), next.getSql()));
      }
    } catch (FlywayException unknownPlaceholder) {
      return null;
    }
    boolean inTransaction = parsed.executeInTransaction() && !controls;
    return new Script(
        parsed.getResource().getFilename(),
        version,
        List.copyOf(pieces),
        inTransaction,
        last,
        plain && inTransaction && parsed.shouldExecute());
  }

  /**
   * In their order, those together that may share a transaction.
   *
   * @param single whether none may
   */
  static List<List<Script>> parts(List<Script> scripts, boolean single) {
    List<List<Script>> parts = new ArrayList<>();
    List<Script> part = new ArrayList<>();
    for (Script script : scripts) {
      part.add(script);
      if (single || script.last()) {
        parts.add(part);
        part = new ArrayList<>();
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }
}
