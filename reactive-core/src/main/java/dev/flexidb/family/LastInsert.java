package dev.flexidb.family;

import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What a text has to do with the number that the last insert of a session made. On a pooled session
 * it is another borrower's until something was inserted.
 *
 * @param asked whether it asks for the number before it may have made one itself
 * @param made whether it may make one
 * @param changes whether it may change anything: whatever is not plainly a read
 */
public record LastInsert(boolean asked, boolean made, boolean changes) {

  private static final Set<String> READS =
      Set.of("(", "desc", "describe", "explain", "select", "show", "table", "values", "with");

  /** First words of what makes one, or may run what does. */
  private static final Set<String> MAKERS =
      Set.of("call", "copy", "do", "execute", "insert", "load", "merge", "replace", "update");

  /** Within statements that make none by themselves. */
  private static final Set<String> MAKE_AMID = Set.of("nextval", "setval");

  /** Behind EXPLAIN. */
  private static final Set<String> RUNS = Set.of("analyze", "analyse");

  /** Behind the first word, where REPLACE is a function. */
  private static final Set<String> MAKE =
      Set.of("insert", "merge", "nextval", "setval", "update", "delete");

  private static final Set<String> DEFINITIONS = Set.of("create", "alter");

  private static final Set<String> ASK = Set.of("lastval", "last_insert_id");

  private static final Set<String> ASK_BY_VARIABLE = Set.of("last_insert_id", "identity");

  private static final LastInsert NOTHING = new LastInsert(false, false, false);

  /** What the texts have to do with it, however the driver sends them. */
  static LastInsert of(Work work, Function<String, LastInsert> ofText) {
    LastInsert any = NOTHING;
    for (List<String> texts : work.readings()) {
      LastInsert reading = NOTHING;
      for (String text : texts) {
        reading = reading.then(ofText.apply(text));
      }
      any = any.or(reading);
    }
    return any;
  }

  private LastInsert then(LastInsert next) {
    return new LastInsert(
        asked || (next.asked && !made), made || next.made, changes || next.changes);
  }

  /**
   * What a text has to do with it.
   *
   * @param codes that the server may see in it
   * @param hidden whether it calls code whose body nobody sees from here
   * @param madeAtOnce whether a statement sees the number that it has made itself
   */
  static LastInsert in(List<String> codes, boolean hidden, boolean madeAtOnce) {
    return codes.stream().map(code -> in(code, hidden, madeAtOnce)).reduce(NOTHING, LastInsert::or);
  }

  /** The same of what may change anything. */
  LastInsert withChanges() {
    return new LastInsert(asked, made, true);
  }

  private LastInsert or(LastInsert other) {
    return new LastInsert(asked || other.asked, made || other.made, changes || other.changes);
  }

  private static LastInsert in(String code, boolean hidden, boolean madeAtOnce) {
    LastInsert all = NOTHING;
    for (Tokens statement : Tokens.statementsOf(code)) {
      boolean changes =
          hidden
              || !READS.contains(statement.at(0))
              || statement.containsAny(MAKE)
              || statement.contains("into");
      boolean makes = hidden || makes(statement);
      all = all.then(new LastInsert(asks(statement, madeAtOnce), makes, changes));
    }
    return all;
  }

  /** What is not known makes none: whoever asks behind it is refused, and sees nobody else's. */
  private static boolean makes(Tokens statement) {
    String first = statement.at(0);
    return switch (first) {
      case "alter", "create", "delete" -> statement.containsAny(MAKE_AMID);
      case "comment", "drop", "grant", "prepare", "revoke" -> false;
      case "desc", "describe", "explain" ->
          statement.containsAny(RUNS) && statement.containsAny(MAKE);
      default -> MAKERS.contains(first) || statement.containsAny(MAKE);
    };
  }

  /** A definition is not run, and what it makes is its table's. */
  private static boolean asks(Tokens statement, boolean madeAtOnce) {
    if (DEFINITIONS.contains(statement.at(0))) {
      return false;
    }
    for (int i = 0; i < statement.size(); i++) {
      if (madeAtOnce && i > 0 && MAKE.contains(statement.at(i))) {
        return false;
      }
      if (asksByCall(statement, i) || asksByVariable(statement, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean asksByCall(Tokens statement, int i) {
    boolean unknown = statement.name(i).equals(QuotedName.UNKNOWN);
    int open = unknown && statement.at(i + 1).equals("uescape") ? i + 2 : i + 1;
    return statement.at(open).equals("(")
        && statement.at(open + 1).equals(")")
        && (unknown || statement.mayName(i, ASK));
  }

  /** Such as {@code @@identity} or {@code @@session.identity}. */
  private static boolean asksByVariable(Tokens statement, int i) {
    int sign = statement.at(i - 1).equals(".") ? i - 3 : i - 1;
    return statement.at(sign).equals("@") && statement.mayName(i, ASK_BY_VARIABLE);
  }
}
