package dev.flexidb.cli;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.Tenancy;
import dev.flexidb.error.Quoted;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.migrate.SchemaManager;
import dev.flexidb.tenant.SchemaName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;

/** An action on tenants' schemas of many databases: what befalls one does not end the others. */
abstract class SchemaAction extends Action {

  @Option(
      names = {"-d", "--database", "--connection"},
      paramLabel = "NAME",
      split = ",",
      description = "The databases that are meant; all that have tenants, if none is named.")
  private List<String> databases = new ArrayList<>();

  /** The managers of the databases that are meant, by their names. */
  record Managers(Project project, Map<String, SchemaManager> byName) {

    SchemaManager of(String database) {
      return Objects.requireNonNull(byName.get(database));
    }

    Collection<String> names() {
      return byName.keySet();
    }
  }

  @Override
  public final Integer call() {
    Project project = project();
    Map<String, DatabaseConfig> configs = project.configs(project.names(databases));
    if (databases.isEmpty()) {
      configs.values().removeIf(config -> config.tenancy().equals(Tenancy.none()));
    }
    if (configs.isEmpty()) {
      throw new CommandFailedException(
          "no database has tenants; \"tenancy: schema-per-tenant\" in %s says that one does"
              .formatted(Project.FILE));
    }
    ReactiveFlexiDb.Builder builder = ReactiveFlexiDb.builder();
    configs.forEach(builder::database);
    ReactiveFlexiDb db = builder.build();
    Migrator migrator = Migrator.of(configs, project.sources());
    try {
      Map<String, SchemaManager> managers = new LinkedHashMap<>();
      configs
          .keySet()
          .forEach(name -> managers.put(name, SchemaManager.of(db.get(name), migrator)));
      return on(new Managers(project, managers));
    } finally {
      migrator.close().block();
      db.close().block();
    }
  }

  /** Does it, and says with which exit code it ended. */
  abstract int on(Managers managers);

  /** One thing that was done, or not. */
  record Done(String database, String schema) {}

  /** Does something to each of these schemas in each database, one after the other. */
  final int each(Managers managers, List<SchemaName> schemas, String done, Work work) {
    int well = 0;
    int failed = 0;
    for (String database : managers.names()) {
      for (SchemaName schema : schemas) {
        try {
          work.apply(managers.of(database), schema).blockLast();
          well++;
          answer()
              .tell(
                  "%s %s: %s".formatted(database, schema, done),
                  done,
                  Json.facts("database", database, "schema", schema.value()));
        } catch (RuntimeException refused) {
          failed++;
          fail(database, schema.value(), refused);
        }
      }
    }
    return ExitCode.of(well, failed);
  }

  final void fail(String database, String schema, Throwable refused) {
    String line = Failures.line(reactor.core.Exceptions.unwrap(refused));
    answer()
        .tell(
            "failed: " + line,
            "failed",
            Json.facts("database", database, "schema", schema, "message", line));
  }

  /** What is done to one schema. */
  interface Work {
    Flux<?> apply(SchemaManager manager, SchemaName schema);
  }

  static List<SchemaName> named(List<String> names) {
    return names.stream().map(SchemaName::new).toList();
  }

  /** Where these are, for a code. */
  static List<String> places(Managers managers, List<SchemaName> schemas) {
    return managers.project().configs(managers.names()).entrySet().stream()
        .map(
            entry ->
                "%s (%s): %s"
                    .formatted(
                        entry.getKey(),
                        entry.getValue().origin(),
                        Quoted.names(schemas.stream().map(SchemaName::value).toList())))
        .toList();
  }
}
