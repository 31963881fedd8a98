package dev.flexidb.migrate;

import dev.flexidb.migrate.FleetRun.Task;
import dev.flexidb.migrate.MigrationEvent.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;

/** Puts data into the schemas of a domain, each in one transaction. */
final class SeedRun {

  /** Its data stand in the file, where only psql finds them. */
  private static final Pattern COPY = Pattern.compile("(?is)\\s*COPY\\b.*\\bFROM\\s+STDIN\\b.*");

  private final Worker worker;
  private final Site site;
  private final MigrationSet set;
  private final List<Path> files;
  private final Schemas schemas;
  private final MigrationOptions options;

  SeedRun(
      Worker worker,
      Site site,
      MigrationSet set,
      List<Path> files,
      Schemas schemas,
      MigrationOptions options) {
    this.worker = worker;
    this.site = site;
    this.set = set;
    this.files = files;
    this.schemas = schemas;
    this.options = options;
  }

  Flux<MigrationEvent> events(Foundations foundations) {
    return foundations.watched(
        set,
        worker
            .<List<Task>>call(this::tasks)
            .flatMapMany(
                tasks -> {
                  Tally tally = new Tally(tasks.size(), tasks.size(), options);
                  if (foundations.isBroken(site)) {
                    tally.stop(Reason.SHARED_FAILED);
                  }
                  return new FleetRun(worker, site, set.domain(), options, tally)
                      .of(
                          tasks,
                          set.isForTenants() ? options.canaries() : 0,
                          OptionalInt.empty(),
                          () -> true);
                }));
  }

  private List<Task> tasks() throws SQLException {
    List<Script> scripts = new ArrayList<>();
    for (Path file : files) {
      scripts.add(read(file));
    }
    List<String> names = scripts.stream().map(Script::file).toList();
    return schemas.of(site, set).stream()
        .map(
            schema -> {
              SchemaTarget target = set.target(schema);
              return new Task(
                  target,
                  names,
                  () -> {
                    run(target, scripts);
                    return names;
                  });
            })
        .toList();
  }

  private Script read(Path file) {
    Script script = set.data(file);
    if (script == null) {
      throw unfit(file, "it holds a placeholder that nothing is known for");
    }
    if (script.pieces().stream().anyMatch(piece -> COPY.matcher(piece.sql()).matches())) {
      throw unfit(file, "COPY .. FROM STDIN is for psql alone; write INSERT");
    }
    return script;
  }

  private InvalidMigrationsException unfit(Path file, String why) {
    return new InvalidMigrationsException(
        site.name(), set.domain(), "%s: %s".formatted(file.getFileName(), why), null);
  }

  private void run(SchemaTarget target, List<Script> scripts) throws SQLException {
    site.alone(
        connection -> {
          site.dialect().enter(connection, site.pathOf(target.schema()), options.lockTimeout());
          Sql.inTransaction(connection, within -> all(within, target, scripts));
        });
  }

  private boolean all(Connection connection, SchemaTarget target, List<Script> scripts)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      for (Script script : scripts) {
        for (Script.Piece piece : script.pieces()) {
          run(statement, target, script, piece);
        }
      }
    }
    return true;
  }

  private void run(Statement statement, SchemaTarget target, Script script, Script.Piece piece)
      throws SQLException {
    try {
      statement.execute(piece.sql());
    } catch (SQLException failed) {
      if (site.dialect().saysDown(failed) || site.dialect().saysLocked(failed)) {
        throw failed;
      }
      throw MigrationException.at(
          target,
          null,
          script.file(),
          piece.line() + site.dialect().lineOf(failed, piece.sql()),
          site.dialect().message(failed),
          false,
          failed);
    }
  }
}
