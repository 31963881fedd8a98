package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many schemas at once, which first, and when to stop. */
final class FleetOptions {

  @Option(names = "--dry-run", description = "Tell what would be done, and touch nothing.")
  private boolean dryRun;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description = "Schemas of one database at once, from 1 to 64 (4).")
  private @Nullable Integer concurrency;

  @Option(
      names = "--canaries",
      paramLabel = "N",
      description = "Tenants that go first, one by one; if one fails nobody follows (1).")
  private @Nullable Integer canaries;

  @Option(
      names = "--failure-budget",
      paramLabel = "N",
      description = "Schemas of a domain that may fail before no other is begun (10).")
  private @Nullable Integer failureBudget;

  @Option(
      names = "--lock-timeout",
      paramLabel = "SECONDS",
      description = "How long a statement waits for a lock (5).")
  private @Nullable Integer lockTimeout;

  @Option(
      names = "--lead-timeout",
      paramLabel = "SECONDS",
      description = "How long to wait while another node migrates (600).")
  private @Nullable Integer leadTimeout;

  boolean isDryRun() {
    return dryRun;
  }

  MigrationOptions options() {
    MigrationOptions options = MigrationOptions.DEFAULTS.withDryRun(dryRun);
    options = concurrency == null ? options : options.withConcurrency(concurrency);
    options = canaries == null ? options : options.withCanaries(canaries);
    options = failureBudget == null ? options : options.withFailureBudget(failureBudget);
    options =
        lockTimeout == null ? options : options.withLockTimeout(Duration.ofSeconds(lockTimeout));
    return leadTimeout == null ? options : options.withLeadTimeout(Duration.ofSeconds(leadTimeout));
  }
}
