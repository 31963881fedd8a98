package dev.flexidb.family;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
  private int @Nullable [] closings;

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
        current.tokens.add(lower(token));
      }
    }
    statements.add(current);
    statements.removeIf(statement -> statement.tokens.isEmpty());
    return statements;
  }

  /** Letter by letter, as servers do. */
  static String lower(String token) {
    String lower = token.toLowerCase(Locale.ROOT);
    return lower.length() == token.length()
        ? lower
        : token
            .chars()
            .map(Character::toLowerCase)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
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

  /**
   * Whether the name here may be one of these. MySQL's collation takes letters beyond ASCII for
   * those that they look like.
   */
  boolean mayName(int index, Set<String> names) {
    String name = name(index);
    return names.contains(name)
        || (!isAscii(name) && names.stream().anyMatch(each -> looksLike(name, each)));
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }

  private static boolean looksLike(String name, String other) {
    return name.length() == other.length()
        && IntStream.range(0, name.length())
            .allMatch(
                i ->
                    name.charAt(i) == other.charAt(i)
                        || (name.charAt(i) >= 0x80 && other.charAt(i) != '_'));
  }

  /** Whether one of these functions may be called here. */
  boolean calls(int index, Set<String> functions) {
    return at(index + 1).equals("(") && mayName(index, functions);
  }

  /** Whether one of these functions may be called anywhere. */
  boolean callsAny(Set<String> functions) {
    return IntStream.range(0, size()).anyMatch(i -> calls(i, functions));
  }

  boolean contains(String word) {
    return tokens.contains(word);
  }

  boolean containsAny(Set<String> words) {
    return tokens.stream().anyMatch(words::contains);
  }

  /** The place of the parenthesis that closes the one here; the end where none does. */
  int closing(int open) {
    int[] found = closings;
    if (found == null) {
      found = pairs();
      closings = found;
    }
    return found[open];
  }

  /** Of each opening parenthesis, all in one walk: they may be nested as deep as a text is long. */
  private int[] pairs() {
    int[] pairs = new int[tokens.size()];
    Arrays.fill(pairs, tokens.size());
    int[] opened = new int[tokens.size()];
    int depth = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (at(i).equals("(")) {
        opened[depth++] = i;
      } else if (at(i).equals(")") && depth > 0) {
        pairs[opened[--depth]] = i;
      }
    }
    return pairs;
  }
}
