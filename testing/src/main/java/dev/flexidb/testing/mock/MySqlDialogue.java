package dev.flexidb.testing.mock;

import dev.flexidb.testing.Product;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tenant comes by USE, in front of the statement. */
final class MySqlDialogue implements Dialogue {

  private static final Pattern USE = Pattern.compile("USE `(\\w+)`");

  private static final Pattern ALONE =
      Pattern.compile("SELECT \\?|SET SESSION .*|DO 0|KILL QUERY \\d+", Pattern.DOTALL);

  private final AtomicLong sessions = new AtomicLong();
  private final String version;

  MySqlDialogue(Product product) {
    this.version = product == Product.MARIADB ? "11.4-MariaDB" : "8.0";
  }

  @Override
  public Told read(String text) {
    Matcher use = USE.matcher(text);
    if (use.matches()) {
      return new Told(false, use.group(1), List.of(DONE), "");
    }
    if (text.startsWith("SELECT CONNECTION_ID(), CONCAT_WS(")) {
      return Told.alone(
          Answer.rows(
              Answer.row("id", sessions.incrementAndGet(), "server", "mock", "version", version)));
    }
    if (text.startsWith("SELECT CAST(@@session.")) {
      return Told.alone(Answer.rows(Answer.row("statement", "0", "lock", "50")));
    }
    if (text.equals("SHOW SESSION STATUS LIKE 'Com_stmt_prepare'")) {
      return Told.alone(Answer.rows(Answer.row("name", "Com_stmt_prepare", "value", "0")));
    }
    return ALONE.matcher(text).matches() ? Told.alone(DONE) : Told.nothing(text);
  }
}
