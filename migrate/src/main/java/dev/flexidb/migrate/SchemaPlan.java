package dev.flexidb.migrate;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.ValidateOutput;
import org.flywaydb.core.api.output.ValidateResult;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.jspecify.annotations.Nullable;

/**
 * What Flyway says of a schema, and so of all whose history holds the same.
 *
 * @param version the one that it stands at; null for none
 * @param pending what is to be applied, in order
 * @param problems what does not fit, such as a checksum; then nothing is applied
 * @param failed those that failed half-way
 */
record SchemaPlan(
    @Nullable String version,
    List<Pending> pending,
    List<ValidateOutput> problems,
    List<MigrationInfo> failed) {

  /** A migration that is to be applied. */
  record Pending(
      @Nullable String version,
      String description,
      String script,
      String type,
      @Nullable Integer checksum) {}

  static SchemaPlan of(Site site, MigrationSet set, String schema, Duration lockTimeout) {
    Flyway flyway = set.flyway(site.forFlyway(lockTimeout), schema, List.of());
    MigrationInfoService info = flyway.info();
    ValidateResult validated = flyway.validateWithResult();
    MigrationInfo current = info.current();
    return new SchemaPlan(
        current == null || current.getVersion() == null ? null : current.getVersion().toString(),
        Arrays.stream(info.pending()).map(SchemaPlan::pending).toList(),
        validated.invalidMigrations == null ? List.of() : List.copyOf(validated.invalidMigrations),
        Arrays.stream(info.all()).filter(migration -> migration.getState().isFailed()).toList());
  }

  /** Of a schema without a history, which lacks all that there is. */
  static SchemaPlan ofNew(MigrationSet set) {
    return new SchemaPlan(
        null, set.all().stream().map(SchemaPlan::pending).toList(), List.of(), List.of());
  }

  private static Pending pending(ResolvedMigration migration) {
    return new Pending(
        migration.getVersion() == null ? null : migration.getVersion().toString(),
        migration.getDescription(),
        migration.getScript(),
        migration.getType().name(),
        migration.getChecksum());
  }

  private static Pending pending(MigrationInfo migration) {
    return new Pending(
        migration.getVersion() == null ? null : migration.getVersion().toString(),
        migration.getDescription(),
        migration.getScript(),
        migration.getType().name(),
        migration.getChecksum());
  }

  /** The scripts, where all may run at once and without Flyway; null where not. */
  @Nullable List<Script> plain(MigrationSet set) {
    if (set.hasCallbacks() || pending.stream().anyMatch(each -> each.version() == null)) {
      return null;
    }
    List<Script> scripts =
        pending.stream().map(each -> set.script(each.script())).filter(Objects::nonNull).toList();
    return scripts.size() == pending.size() && scripts.stream().allMatch(Script::plain)
        ? scripts
        : null;
  }

  Stream<String> files() {
    return pending.stream().map(Pending::script);
  }

  boolean needsRepair() {
    return !failed.isEmpty();
  }

  List<String> problemTexts() {
    return problems.stream().map(SchemaPlan::text).toList();
  }

  static String text(ValidateOutput problem) {
    return InvalidMigrationsException.oneLine(
        "%s: %s"
            .formatted(
                problem.version == null || problem.version.isEmpty()
                    ? problem.description
                    : problem.version,
                problem.errorDetails == null ? "unfit" : problem.errorDetails.errorMessage));
  }

  /** Why it cannot be migrated; empty if all is well. */
  String unfit() {
    if (needsRepair()) {
      return "%s failed half-way; nothing was touched; correct by hand what it left, then repair"
          .formatted(failed.get(0).getScript());
    }
    return problems.isEmpty()
        ? ""
        : "its history does not fit the files (%s); nothing was touched; put the files back, or repair"
            .formatted(text(problems.get(0)));
  }
}
