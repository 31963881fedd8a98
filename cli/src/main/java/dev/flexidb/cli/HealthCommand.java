package dev.flexidb.cli;

import dev.flexidb.DatabaseStats;
import dev.flexidb.HealthCheckConfig;
import dev.flexidb.ReactiveFlexiDb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks the databases whether they answer. */
@Command(
    name = "health",
    header = "Ask each database whether it answers, as the service would.",
    description = "Exit code 0 if all do, 1 if none does, 2 if some do not.")
final class HealthCommand extends Action {

  /** A process that has just begun is slow itself. */
  private static final HealthCheckConfig PATIENT =
      HealthCheckConfig.DEFAULTS.withTimeout(Duration.ofSeconds(10));

  @Option(
      names = {"-d", "--database", "--connection"},
      paramLabel = "NAME",
      split = ",",
      description = "The databases that are meant; all, if none is named.")
  private List<String> databases = new ArrayList<>();

  @Override
  public Integer call() {
    Project project = project();
    ReactiveFlexiDb.Builder builder = ReactiveFlexiDb.builder();
    project
        .configs(project.names(databases))
        .forEach((name, config) -> builder.database(name, config.withHealthCheck(PATIENT)));
    ReactiveFlexiDb db = builder.build();
    try {
      Map<String, Boolean> health = Objects.requireNonNull(db.health().block());
      Map<String, DatabaseStats> stats = db.stats();
      db.list().forEach(name -> tell(name, Boolean.TRUE.equals(health.get(name)), stats.get(name)));
      int well = (int) health.values().stream().filter(Boolean::booleanValue).count();
      return ExitCode.of(well, health.size() - well);
    } finally {
      db.close().block();
    }
  }

  private void tell(
      String name, boolean healthy, @org.jspecify.annotations.Nullable DatabaseStats stats) {
    String why =
        healthy || stats == null ? "" : stats.lastError().map(Failures::line).orElse("no answer");
    Map<String, Object> facts = Json.facts("database", name, "healthy", healthy);
    if (!why.isEmpty()) {
      facts.put("message", why);
    }
    answer()
        .tell(healthy ? name + ": answers" : name + ": does not answer: " + why, "health", facts);
  }
}
