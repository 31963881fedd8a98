package dev.flexidb.migrate;

import dev.flexidb.migrate.FleetRun.Task;
import dev.flexidb.migrate.Ledger.Entry;
import dev.flexidb.migrate.Ledger.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flywaydb.core.api.MigrationVersion;
import reactor.core.publisher.Flux;

/** Undoes a batch of a domain, while this node leads. */
final class RollbackRun {

  static final int LAST_BATCH = 0;
  static final int ALL_BATCHES = -1;

  private final Worker worker;
  private final Site site;
  private final MigrationSet set;
  private final int asked;
  private final MigrationOptions options;

  /**
   * @param asked the number of a batch, {@link #LAST_BATCH} or {@link #ALL_BATCHES}
   */
  RollbackRun(Worker worker, Site site, MigrationSet set, int asked, MigrationOptions options) {
    this.worker = worker;
    this.site = site;
    this.set = set;
    this.asked = asked;
    this.options = options;
  }

  private record Batch(int number, List<Task> tasks) {}

  Flux<MigrationEvent> events() {
    return options.dryRun()
        ? events(worker)
        : new Leadership(worker, site, set.domain(), options.leadTimeout()).during(this::events);
  }

  private Flux<MigrationEvent> events(Worker under) {
    return under
        .<Batch>call(this::planned)
        .flatMapMany(
            batch -> {
              int count = batch.tasks().size();
              Tally tally = new Tally(count, count, options);
              return new FleetRun(under, site, set.domain(), options, tally)
                  .of(
                      batch.tasks(),
                      set.isForTenants() ? options.canaries() : 0,
                      batch.tasks().isEmpty()
                          ? OptionalInt.empty()
                          : OptionalInt.of(batch.number()),
                      () -> true);
            });
  }

  private Batch planned() throws SQLException {
    Ledger ledger = new Ledger(site.dialect(), site.home());
    List<Entry> applied =
        site.with(
            connection -> {
              if (!ledger.exists(connection)) {
                return List.<Entry>of();
              }
              if (!options.dryRun()) {
                new Reconciliation(site, set, ledger).ofAll();
              }
              return ledger.in(connection, set.domain(), State.APPLIED);
            });
    int last = applied.stream().mapToInt(Entry::batch).max().orElse(0);
    int number = asked == LAST_BATCH || asked == ALL_BATCHES ? last : asked;
    Map<String, List<Entry>> bySchema = new TreeMap<>();
    for (Entry entry : applied) {
      if (asked == ALL_BATCHES || entry.batch() == number) {
        bySchema.computeIfAbsent(entry.schema(), absent -> new ArrayList<>()).add(entry);
      }
    }
    requireUndo(number, bySchema);
    requireTop(number, bySchema, applied);
    List<Task> tasks = new ArrayList<>();
    bySchema.forEach((schema, entries) -> tasks.add(task(ledger, schema, entries)));
    return new Batch(number, tasks);
  }

  private void requireUndo(int number, Map<String, List<Entry>> bySchema) {
    TreeSet<String> missing = new TreeSet<>();
    bySchema.values().stream()
        .flatMap(List::stream)
        .filter(entry -> set.undo(entry.version()) == null)
        .forEach(entry -> missing.add(entry.script()));
    if (!missing.isEmpty()) {
      throw new MissingUndoException(
          site.name(),
          set.domain(),
          asked == ALL_BATCHES ? "what is applied" : "batch " + number,
          missing);
    }
  }

  private void requireTop(int number, Map<String, List<Entry>> bySchema, List<Entry> applied) {
    for (Entry entry : applied) {
      if (entry.batch() > number && bySchema.containsKey(entry.schema())) {
        throw MigrationException.of(
            set.target(entry.schema()),
            "batch %d cannot be undone before batch %d, which stands on it; nothing was touched"
                .formatted(number, entry.batch()),
            null);
      }
    }
  }

  private Task task(Ledger ledger, String schema, List<Entry> entries) {
    List<Script> scripts =
        entries.stream()
            .map(Entry::version)
            .sorted(Comparator.comparing(MigrationVersion::fromVersion).reversed())
            .map(this::undo)
            .toList();
    SchemaTarget target = set.target(schema);
    return new Task(
        target,
        scripts.stream().map(Script::file).toList(),
        () -> {
          undo(ledger, target, scripts);
          return scripts.stream().map(Script::file).toList();
        });
  }

  private Script undo(String version) {
    Script script = set.undo(version);
    if (script == null) {
      throw new IllegalStateException("no undo of " + version);
    }
    return script;
  }

  private void undo(Ledger ledger, SchemaTarget target, List<Script> scripts) throws SQLException {
    site.alone(
        connection -> {
          if (site.dialect() instanceof PostgreSqlDialect dialect
              && scripts.stream().allMatch(Script::inTransaction)) {
            inFlights(connection, dialect, ledger, target, scripts);
          } else {
            new UndoSteps(site, set, ledger, target, options).run(connection, scripts);
            if (asked == ALL_BATCHES) {
              Sql.run(connection, forgottenRepeatable(target));
            }
          }
        });
  }

  private void inFlights(
      Connection connection,
      PostgreSqlDialect dialect,
      Ledger ledger,
      SchemaTarget target,
      List<Script> scripts)
      throws SQLException {
    Deque<List<Script>> parts = new ArrayDeque<>(Script.parts(scripts, false));
    while (!parts.isEmpty()) {
      List<Script> part = parts.remove();
      try {
        inOneFlight(connection, dialect, ledger, target, part, parts.isEmpty());
      } catch (SQLException | MigrationException failed) {
        if (part.size() == 1 || !dialect.saysTooMuchAtOnce(failed)) {
          throw failed;
        }
        List<List<Script>> single = new ArrayList<>(Script.parts(part, true));
        Collections.reverse(single);
        single.forEach(parts::push);
      }
    }
  }

  private void inOneFlight(
      Connection connection,
      PostgreSqlDialect dialect,
      Ledger ledger,
      SchemaTarget target,
      List<Script> scripts,
      boolean end)
      throws SQLException {
    Standing now = Standing.of(dialect, connection, target.schema(), set.table());
    if (now.digest() == null) {
      throw MigrationException.of(target, "it has no history any more; nothing was touched", null);
    }
    OneFlight flight = new OneFlight(dialect, target);
    flight.begin(target, set.table(), site.pathOf(target.schema()), now, options.lockTimeout());
    for (Script script : scripts) {
      flight.run(script);
      flight.then(forgotten(target, script.version()));
      flight.then(ledger.undone(target, script.version()));
    }
    if (end && asked == ALL_BATCHES) {
      flight.then(forgottenRepeatable(target));
    }
    flight.fly(connection);
  }

  private String forgotten(SchemaTarget target, String version) {
    return "DELETE FROM %s WHERE version = %s".formatted(history(target), Dialect.literal(version));
  }

  /** What stood on all that is gone is to be applied again. */
  private String forgottenRepeatable(SchemaTarget target) {
    return "DELETE FROM %s WHERE version IS NULL AND type <> 'SCHEMA'".formatted(history(target));
  }

  private String history(SchemaTarget target) {
    return site.dialect().qualified(target.schema(), set.table());
  }
}
