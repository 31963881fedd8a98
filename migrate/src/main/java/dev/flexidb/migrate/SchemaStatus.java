package dev.flexidb.migrate;

import java.util.List;
import java.util.Optional;

/**
 * How one schema stands.
 *
 * @param version the highest that is applied; empty for none
 * @param pending the scripts that it lacks, in order
 * @param problems what does not fit, in sentences; empty if all is well
 * @param needsRepair whether a migration failed half-way
 */
public record SchemaStatus(
    SchemaTarget target,
    Optional<String> version,
    List<String> pending,
    List<String> problems,
    boolean needsRepair) {

  /** Whether its history fits the files. */
  public boolean isValid() {
    return problems.isEmpty() && !needsRepair;
  }

  static List<SchemaStatus> of(Survey survey) {
    return survey.standings().stream()
        .map(
            standing -> {
              SchemaPlan plan = survey.plan(standing);
              return new SchemaStatus(
                  survey.target(standing),
                  Optional.ofNullable(plan.version()),
                  plan.files().toList(),
                  plan.problemTexts(),
                  plan.needsRepair());
            })
        .toList();
  }
}
