package dev.flexidb.testing.mock;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tenant comes as a {@code search_path}, in front of a text or behind BEGIN. */
final class PostgreSqlDialogue implements Dialogue {

  private static final Pattern BEGIN = Pattern.compile("BEGIN\\b[^;]*(?:; |$)");

  private static final Pattern SETTINGS =
      Pattern.compile("SELECT pg_catalog\\.set_config\\([^;]*(?:; |$)");

  private static final Pattern PATH = Pattern.compile("set_config\\('search_path', '\"?([^\",']*)");

  /** What is said when a connection is opened, limited, or cleaned. */
  private static final Pattern ALONE =
      Pattern.compile(
          "SET search_path = ''.*"
              + "|SELECT \\$1"
              + "|SELECT statement FROM pg_catalog\\.pg_prepared_statements.*"
              + "|SELECT rolsuper OR rolbypassrls FROM pg_catalog\\.pg_roles.*"
              + "|RESET SESSION AUTHORIZATION; .*"
              + "|(?:SET|RESET) (?:LOCAL )?(?:default_)?"
              + "(?:statement_timeout|lock_timeout|transaction_read_only)\\b.*",
          Pattern.DOTALL);

  @Override
  public Told read(String text) {
    if (ALONE.matcher(text).matches()) {
      return Told.alone(DONE);
    }
    String rest = text;
    boolean begins = false;
    String schema = null;
    List<Answer> answers = new ArrayList<>();
    Matcher ours = next(rest);
    while (ours != null) {
      begins |= ours.pattern() == BEGIN;
      Matcher path = PATH.matcher(ours.group());
      schema = path.find() ? path.group(1) : schema;
      answers.add(DONE);
      rest = rest.substring(ours.end());
      ours = next(rest);
    }
    return new Told(begins, schema, answers, rest);
  }

  private static @Nullable Matcher next(String text) {
    Matcher begin = BEGIN.matcher(text);
    if (begin.lookingAt()) {
      return begin;
    }
    Matcher settings = SETTINGS.matcher(text);
    return settings.lookingAt() ? settings : null;
  }
}
