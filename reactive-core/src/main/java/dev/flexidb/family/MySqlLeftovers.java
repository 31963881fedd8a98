package dev.flexidb.family;

import java.util.List;
import java.util.Set;

/**
 * Tells from a text what it may leave on a session of MySQL or MariaDB, and whether it may take the
 * session to another schema: only statements that provably do not are trusted. What stored
 * functions and triggers do is not seen; they can set variables and take locks, and move nothing.
 *
 * @param leftover what may stay behind; USE is not among it
 * @param moves whether nobody can tell any more which schema the session stands in
 */
record MySqlLeftovers(Leftover leftover, boolean moves) {

  private static final Set<String> HARMLESS_STATEMENTS =
      Set.of(
          ("( alter analyze check checksum commit create delete desc describe do drop explain grant"
                  + " insert kill load optimize rename repair replace revoke rollback savepoint"
                  + " release select show start table truncate update use values with")
              .split(" "));

  /** DROP may take the schema that the session stands in. */
  private static final Set<String> MOVING_STATEMENTS = Set.of("use", "drop");

  private static final Set<String> LASTING_WORDS = Set.of("temporary", "get_lock");

  static MySqlLeftovers of(String sql) {
    if (sql.contains("/*!") || sql.contains("/*M!")) {
      return new MySqlLeftovers(Leftover.LASTING, true);
    }
    MySqlLeftovers found = in(SqlText.mySql(sql, true));
    // Where a backslash does not mean what it should, a literal ends elsewhere.
    return sql.indexOf('\\') < 0 ? found : found.or(in(SqlText.mySql(sql, false)));
  }

  private MySqlLeftovers or(MySqlLeftovers other) {
    return new MySqlLeftovers(leftover.or(other.leftover), moves || other.moves);
  }

  private static MySqlLeftovers in(String code) {
    List<Tokens> statements = Tokens.statementsOf(code);
    boolean lasting = statements.stream().anyMatch(MySqlLeftovers::isLasting);
    boolean moves =
        lasting || statements.stream().anyMatch(each -> MOVING_STATEMENTS.contains(each.at(0)));
    return new MySqlLeftovers(lasting ? Leftover.LASTING : Leftover.NONE, moves);
  }

  private static boolean isLasting(Tokens statement) {
    String first = statement.at(0);
    // BEGIN NOT ATOMIC opens a block of code, BEGIN and BEGIN WORK a transaction.
    boolean transaction =
        first.equals("begin")
            && (statement.size() == 1 || (statement.size() == 2 && statement.at(1).equals("work")));
    return !(transaction || HARMLESS_STATEMENTS.contains(first))
        || statement.containsAny(LASTING_WORDS)
        || namesVariable(statement);
  }

  private static boolean namesVariable(Tokens statement) {
    for (int i = 0; i < statement.size(); i++) {
      if (statement.at(i).equals("@")
          && !statement.at(i - 1).equals("@")
          && !statement.at(i + 1).equals("@")) {
        return true;
      }
    }
    return false;
  }

  static boolean uses(String sql) {
    return Tokens.statementsOf(SqlText.mySql(sql, true)).stream()
        .anyMatch(statement -> statement.at(0).equals("use"));
  }
}
