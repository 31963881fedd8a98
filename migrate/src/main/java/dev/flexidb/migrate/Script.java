package dev.flexidb.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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
 * @param inTransaction whether it may run in a transaction with others
 * @param plain whether nothing of it needs Flyway to run it, or outlives the transaction
 */
record Script(
    String file, String version, List<Piece> pieces, boolean inTransaction, boolean plain) {

  /** A statement and the line of the script that it begins in, counted from one. */
  record Piece(int line, String sql) {}

  /** What ends a transaction, or what a session keeps. */
  private static final Pattern OUTLIVES =
      Pattern.compile(
          "(?is)(begin|start|commit|end|rollback|abort|savepoint|release|prepare|set(?!\\s+local\\b)"
              + "|reset|discard|listen|load|lock|do|call|copy|cluster|vacuum)\\b.*|.*\\bset_config\\b.*"
              + "|.*\\bdblink.*|.*\\b(create|into)\\s+((global|local)\\s+)?temp(orary)?\\b.*");

  private static final Pattern COMMENTS =
      Pattern.compile("\\A(\\s++|--[^\\n]*+\\n?|/\\*.*?\\*/)++", Pattern.DOTALL);

  /** Null where the parser needs what only Flyway knows, such as a placeholder for the schema. */
  static @Nullable Script of(String version, SqlScript parsed) {
    if (parsed.getResource().shouldStream()) {
      return null;
    }
    List<Piece> pieces = new ArrayList<>();
    boolean plain = true;
    try (SqlStatementIterator statements = parsed.getSqlStatements()) {
      for (SqlStatement next = statements.next(); next != null; next = statements.next()) {
        plain &= next.getClass() == ParsedSqlStatement.class && !outlives(next.getSql());
        pieces.add(new Piece(next.getLineNumber(), next.getSql()));
      }
    } catch (FlywayException unknownPlaceholder) {
      return null;
    }
    boolean inTransaction = parsed.executeInTransaction();
    return new Script(
        parsed.getResource().getFilename(),
        version,
        List.copyOf(pieces),
        inTransaction,
        plain && inTransaction && parsed.shouldExecute());
  }

  private static boolean outlives(String sql) {
    return OUTLIVES.matcher(COMMENTS.matcher(sql).replaceFirst("")).matches();
  }
}
