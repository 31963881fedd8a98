package dev.flexidb.cli;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.cli.FleetReport.Wording;
import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationScope;
import dev.flexidb.migrate.Migrator;
import dev.flexidb.tenant.SchemaName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import reactor.core.publisher.Flux;

/** An action on schemas of many databases, side by side: what befalls one does not end others. */
abstract class FleetAction extends Action {

  @Mixin private ScopeOptions scope = new ScopeOptions();

  private @Nullable Project project;

  @Override
  public final Integer call() {
    Project read = project();
    project = read;
    Migrator migrator = Migrator.of(read.configs(read.names(scope.databases())), read.sources());
    try {
      return on(read, migrator);
    } finally {
      migrator.close().block();
    }
  }

  /** Does it, and says with which exit code it ended. */
  abstract int on(Project of, Migrator migrator);

  final ScopeOptions scope() {
    return scope;
  }

  /**
   * For each database what of it is meant. All files are read, so that nothing is touched where one
   * cannot be right.
   *
   * @throws CommandFailedException if there are no migrations at all
   */
  final Map<String, MigrationScope> scopes(Migrator migrator) {
    Project of = Objects.requireNonNull(project);
    Map<String, List<String>> domains =
        Objects.requireNonNull(migrator.domains(scope.all()).block());
    Map<String, MigrationScope> scopes = scope.each(domains, of.sources().tenantDomains());
    if (scopes.isEmpty()) {
      throw new CommandFailedException(
          "there are no migrations that are meant; they are looked for as %s/<database>/<domain>/V<version>__<text>.sql"
              .formatted(of.migrations()));
    }
    return scopes;
  }

  /** Where this is, without secrets. */
  static List<String> places(Project of, Map<String, MigrationScope> scopes) {
    Map<String, DatabaseConfig> configs = of.configs(scopes.keySet());
    return scopes.entrySet().stream()
        .map(
            entry ->
                "%s (%s): domains %s%s"
                    .formatted(
                        entry.getKey(),
                        Objects.requireNonNull(configs.get(entry.getKey())).origin(),
                        String.join(", ", entry.getValue().domains()),
                        tenants(entry.getValue())))
        .toList();
  }

  private static String tenants(MigrationScope scope) {
    return scope.tenants().isEmpty()
        ? ""
        : ", of "
            + scope.tenants().stream().map(SchemaName::value).collect(Collectors.joining(", "));
  }

  /** Does it to all databases and tells what happens, also to whoever presses Ctrl+C. */
  final int run(
      Migrator migrator,
      Wording wording,
      Collection<String> databases,
      Function<String, Flux<MigrationEvent>> work) {
    FleetReport report = new FleetReport(answer(), surroundings(), wording);
    Interruption interruption =
        Interruption.tells(
            () -> {
              answer()
                  .aside(
                      (surroundings().terminal() ? System.lineSeparator() : "")
                          + "stopping: the schemas in hand are finished, and no other is begun");
              migrator.stop();
            });
    try {
      Flux.fromIterable(databases)
          .flatMap(
              database ->
                  Flux.defer(() -> work.apply(database))
                      .map(event -> (Runnable) () -> report.on(event))
                      .onErrorResume(
                          Exception.class,
                          error -> Flux.just(() -> report.failed(database, error))),
              Math.max(1, databases.size()))
          .doOnNext(Runnable::run)
          .blockLast();
      return report.summary();
    } finally {
      interruption.ended();
    }
  }
}
