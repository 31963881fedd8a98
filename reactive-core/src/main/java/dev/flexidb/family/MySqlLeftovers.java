package dev.flexidb.family;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells from a text what it may leave on a session of MySQL or MariaDB, and whether it may take the
 * session to another schema: only statements that provably do not are trusted. What stored
 * functions and triggers do is not seen; they can set variables and take locks, and move nothing.
 *
 * @param leftover what may stay behind; USE is not among it
 * @param uses whether it says USE
 * @param moves whether nobody can tell any more which schema the session stands in
 */
record MySqlLeftovers(Leftover leftover, boolean uses, boolean moves) {

  private static final MySqlLeftovers NOTHING = new MySqlLeftovers(Leftover.NONE, false, false);

  private static final Set<String> HARMLESS_STATEMENTS =
      Set.of(
          ("( alter analyze check checksum commit create delete desc describe do drop explain grant"
                  + " insert kill load optimize rename repair replace revoke rollback savepoint"
                  + " release select show start table truncate update use values with")
              .split(" "));

  private static final Set<String> LASTING_FUNCTIONS = Set.of("get_lock");

  /** The worst of what the texts leave, however the driver sends them. */
  static MySqlLeftovers of(Work work, Function<String, MySqlLeftovers> ofText) {
    MySqlLeftovers worst = NOTHING;
    for (List<String> texts : work.readings()) {
      for (String text : texts) {
        worst = worst.or(ofText.apply(text));
      }
    }
    return worst;
  }

  static MySqlLeftovers of(String sql) {
    if (sql.contains("/*!") || sql.contains("/*M!")) {
      return new MySqlLeftovers(Leftover.LASTING, false, true);
    }
    return SqlText.mySqlNames(sql).stream()
        .map(MySqlLeftovers::in)
        .reduce(NOTHING, MySqlLeftovers::or);
  }

  private MySqlLeftovers or(MySqlLeftovers other) {
    return new MySqlLeftovers(
        leftover.or(other.leftover), uses || other.uses, moves || other.moves);
  }

  private static MySqlLeftovers in(String code) {
    List<Tokens> statements = Tokens.statementsOf(code);
    boolean lasting = statements.stream().anyMatch(MySqlLeftovers::isLasting);
    boolean uses = statements.stream().anyMatch(each -> each.at(0).equals("use"));
    boolean drops = statements.stream().anyMatch(MySqlLeftovers::mayDropSchema);
    return new MySqlLeftovers(
        lasting ? Leftover.LASTING : Leftover.NONE, uses, lasting || uses || drops);
  }

  private static boolean isLasting(Tokens statement) {
    String first = statement.at(0);
    // BEGIN NOT ATOMIC opens a block of code, BEGIN and BEGIN WORK a transaction.
    boolean transaction =
        first.equals("begin")
            && (statement.size() == 1 || (statement.size() == 2 && statement.at(1).equals("work")));
    return !(transaction || HARMLESS_STATEMENTS.contains(first))
        || statement.contains("temporary")
        || statement.callsAny(LASTING_FUNCTIONS)
        || namesVariable(statement);
  }

  /** The session may stand in it, and then stands in none. */
  private static boolean mayDropSchema(Tokens statement) {
    boolean replaces = statement.at(0).equals("create") && statement.at(2).equals("replace");
    return statement.at(0).equals("drop")
        || (replaces && (statement.at(3).equals("database") || statement.at(3).equals("schema")));
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
}
