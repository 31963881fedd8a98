package dev.flexidb.family;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What a text has to do with the number that the last insert of a session made. On a pooled session
 * it is another borrower's until something was inserted.
 *
 * @param asked whether it asks for the number before it may have made one itself
 * @param made whether it may make one: whatever is not plainly a read
 */
public record LastInsert(boolean asked, boolean made) {

  private static final Set<String> READS =
      Set.of("(", "desc", "describe", "explain", "select", "show", "table", "values", "with");

  private static final Set<String> MAKE =
      Set.of("insert", "replace", "merge", "nextval", "setval", "update", "delete");

  private static final Set<String> ASK = Set.of("lastval", "last_insert_id");

  private static final Set<String> ASK_BY_VARIABLE = Set.of("last_insert_id", "identity");

  private static final LastInsert NOTHING = new LastInsert(false, false);

  /** What the texts have to do with it, however the driver sends them. */
  static LastInsert of(Work work, Function<String, LastInsert> ofText) {
    LastInsert any = NOTHING;
    for (List<String> texts : work.readings()) {
      LastInsert reading = NOTHING;
      for (String text : texts) {
        reading = reading.then(ofText.apply(text));
      }
      any = new LastInsert(any.asked || reading.asked, any.made || reading.made);
    }
    return any;
  }

  private LastInsert then(LastInsert next) {
    return new LastInsert(asked || (next.asked && !made), made || next.made);
  }

  static LastInsert in(String code, boolean hidden) {
    List<Tokens> statements = Tokens.statementsOf(code);
    for (Tokens statement : statements) {
      if (hidden || !READS.contains(statement.at(0)) || statement.containsAny(MAKE)) {
        return new LastInsert(false, true);
      }
      if (asks(statement)) {
        return new LastInsert(true, false);
      }
    }
    return NOTHING;
  }

  private static boolean asks(Tokens statement) {
    for (int i = 0; i < statement.size(); i++) {
      boolean call = ASK.contains(statement.name(i)) && statement.at(i + 1).equals("(");
      // @@identity or @@session.identity
      int sign = statement.at(i - 1).equals(".") ? i - 3 : i - 1;
      boolean variable =
          ASK_BY_VARIABLE.contains(statement.at(i)) && statement.at(sign).equals("@");
      if ((call && statement.at(i + 2).equals(")")) || variable) {
        return true;
      }
    }
    return false;
  }
}
