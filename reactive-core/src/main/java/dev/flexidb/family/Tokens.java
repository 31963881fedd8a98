package dev.flexidb.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words, quoted names and signs of one statement of a text; words in lower case, quoted names
 * as they are meant, with {@link #QUOTED} in front.
 */
final class Tokens {

  /** Stands before a quoted name, which is never a keyword. */
  static final char QUOTED = '"';

  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"]|\"\")*+\"?|[\\p{L}_][\\p{L}\\p{N}_$]*|\\S");

  private final List<String> tokens = new ArrayList<>();

  private Tokens() {}

  /**
   * The statements of a text.
   *
   * @param code without literals and comments
   */
  static List<Tokens> statementsOf(String code) {
    List<Tokens> statements = new ArrayList<>();
    Tokens current = new Tokens();
    Matcher matcher = TOKEN.matcher(code);
    while (matcher.find()) {
      String token = matcher.group();
      if (token.equals(";")) {
        statements.add(current);
        current = new Tokens();
      } else if (token.charAt(0) == QUOTED) {
        String name = token.substring(1).replaceFirst("\"$", "").replace("\"\"", "\"");
        current.tokens.add(QUOTED + name);
      } else {
        current.tokens.add(token.toLowerCase(Locale.ROOT));
      }
    }
    statements.add(current);
    statements.removeIf(statement -> statement.tokens.isEmpty());
    return statements;
  }

  int size() {
    return tokens.size();
  }

  /** The token at this place; empty where there is none. */
  String at(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : "";
  }

  /** The word or name at this place, without the mark of a quoted one. */
  String name(int index) {
    String token = at(index);
    return !token.isEmpty() && token.charAt(0) == QUOTED ? token.substring(1) : token;
  }

  boolean isName(int index) {
    String token = at(index);
    return !token.isEmpty()
        && (token.charAt(0) == QUOTED
            || token.charAt(0) == '_'
            || Character.isLetter(token.charAt(0)));
  }

  boolean contains(String word) {
    return tokens.contains(word);
  }

  boolean containsAny(Set<String> words) {
    return tokens.stream().anyMatch(words::contains);
  }

  /** The place of the parenthesis that closes the one here; the end where none does. */
  int closing(int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      if (at(i).equals("(")) {
        depth++;
      } else if (at(i).equals(")") && --depth == 0) {
        return i;
      }
    }
    return tokens.size();
  }
}
