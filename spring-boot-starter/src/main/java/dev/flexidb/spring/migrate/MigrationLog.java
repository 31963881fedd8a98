package dev.flexidb.spring.migrate;

import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.Progress;
import dev.flexidb.migrate.SchemaTarget;
import java.time.Duration;
import java.util.List;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Tells how the migration of a database goes on: what failed at once, how far it is every five
 * seconds, and how each domain ended. Used by one subscriber.
 */
final class MigrationLog {

  private static final Log LOG = LogFactory.getLog(StartUpMigration.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final List<String> tenantDomains;
  private Duration told = Duration.ZERO;
  private @Nullable Throwable failure;

  /**
   * @param tenantDomains those in which a schema may fail without keeping the others back
   */
  MigrationLog(List<String> tenantDomains) {
    this.tenantDomains = tenantDomains;
  }

  void tell(MigrationEvent event) {
    if (event instanceof MigrationEvent.Failed failed) {
      LOG.error("Migration failed: " + failed.error().getMessage());
      if (!tenantDomains.contains(failed.target().domain())) {
        failedWith(failed.error());
      }
      progress(failed.target(), failed.progress());
    } else if (event instanceof MigrationEvent.Applied applied) {
      progress(applied.target(), applied.progress());
    } else if (event instanceof MigrationEvent.Skipped skipped) {
      if (skipped.reason() != Reason.UP_TO_DATE) {
        failedWith(new NotMigratedException(skipped.target(), skipped.reason()));
      }
      progress(skipped.target(), skipped.progress());
    } else if (event instanceof MigrationEvent.Finished finished) {
      told = Duration.ZERO;
      LOG.info(
          "Migrated database \"%s\", domain \"%s\": %s in %d ms"
              .formatted(
                  finished.database(),
                  finished.domain(),
                  counted(finished.progress()),
                  finished.progress().elapsed().toMillis()));
    }
  }

  private void failedWith(Throwable error) {
    if (failure == null) {
      failure = error;
    }
  }

  private void progress(SchemaTarget target, Progress progress) {
    if (progress.elapsed().minus(told).compareTo(PAUSE) < 0) {
      return;
    }
    told = progress.elapsed();
    LOG.info(
        "Migrating database \"%s\", domain \"%s\": %d of %d schemas done (%s)%s"
            .formatted(
                target.database(),
                target.domain(),
                progress.done(),
                progress.schemas(),
                counted(progress),
                progress
                    .left()
                    .map(left -> ", about %d s left".formatted(left.toSeconds()))
                    .orElse("")));
  }

  private static String counted(Progress progress) {
    return "%d migrated, %d left as they are, %d failed"
        .formatted(progress.applied(), progress.skipped(), progress.failed());
  }

  /** Errors if something is not migrated that the application cannot do without. */
  Mono<Void> verdict() {
    return failure == null ? Mono.empty() : Mono.error(failure);
  }
}
