package dev.flexidb.migrate;

import dev.flexidb.error.Quoted;
import io.r2dbc.spi.R2dbcNonTransientException;
import org.jspecify.annotations.Nullable;

/** The files of a domain cannot be right; nothing was touched. */
public final class InvalidMigrationsException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String database;
  private final String domain;

  InvalidMigrationsException(
      String database, String domain, String reason, @Nullable Throwable cause) {
    super(
        "database \"%s\", domain \"%s\": %s; nothing was touched; correct the files"
            .formatted(database, domain, oneLine(reason)),
        cause);
    this.database = database;
    this.domain = domain;
  }

  /** All of it, however long: it names files. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    for (String part : String.valueOf(text).strip().split("\\s*\\R\\s*", -1)) {
      for (int from = 0; from < part.length(); from += 80) {
        line.append(Quoted.line(part.substring(from, Math.min(from + 80, part.length()))));
      }
      line.append(' ');
    }
    return line.toString().strip();
  }

  /** The name of the database. */
  public String database() {
    return database;
  }

  /** The domain of the files. */
  public String domain() {
    return domain;
  }
}
