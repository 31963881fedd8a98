package dev.flexidb.migrate;

import io.r2dbc.spi.R2dbcNonTransientException;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A migration of a schema failed, or its schema is in no state to be migrated. */
public final class MigrationException extends R2dbcNonTransientException {

  private static final long serialVersionUID = 1L;

  private final String database;
  private final String schema;
  private final @Nullable String version;
  private final @Nullable String script;
  private final int line;

  private MigrationException(
      String message,
      SchemaTarget target,
      @Nullable String version,
      @Nullable String script,
      int line,
      @Nullable Throwable cause) {
    super(message, cause);
    this.database = target.database();
    this.schema = target.schema();
    this.version = version;
    this.script = script;
    this.line = line;
  }

  /**
   * @param kept whether what came before in the same script stays
   */
  static MigrationException at(
      SchemaTarget target,
      @Nullable String version,
      String script,
      int line,
      String said,
      boolean kept,
      Throwable cause) {
    return new MigrationException(
        "%s: %s%s: %s; %s"
            .formatted(
                target,
                script,
                line > 0 ? ", line " + line : "",
                InvalidMigrationsException.oneLine(said),
                kept
                    ? "what the script did before stays: correct that by hand, then repair"
                    : "nothing of it was kept"),
        target,
        version,
        script,
        line,
        cause);
  }

  /** Nothing was touched, for this reason. */
  static MigrationException of(SchemaTarget target, String why, @Nullable Throwable cause) {
    return new MigrationException(
        "%s: %s".formatted(target, InvalidMigrationsException.oneLine(why)),
        target,
        null,
        null,
        0,
        cause);
  }

  /** The name of the database. */
  public String database() {
    return database;
  }

  /** The schema that was worked on. */
  public String schema() {
    return schema;
  }

  /** The version that failed, where it is known. */
  public Optional<String> version() {
    return Optional.ofNullable(version);
  }

  /** The file that failed, where it is known. */
  public Optional<String> script() {
    return Optional.ofNullable(script);
  }

  /** The line of the file, counted from one, where it is known. */
  public OptionalInt line() {
    return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
  }
}
