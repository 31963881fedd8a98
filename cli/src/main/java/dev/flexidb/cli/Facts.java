package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.Progress;
import dev.flexidb.migrate.SchemaTarget;
import java.time.Duration;
import java.util.Map;

/** What programs are told of schemas. */
final class Facts {

  private Facts() {}

  static Map<String, Object> of(SchemaTarget target, Object... more) {
    Map<String, Object> facts =
        Json.facts(
            "database", target.database(), "domain", target.domain(), "schema", target.schema());
    for (int i = 0; i < more.length; i += 2) {
      facts.put(
          String.valueOf(more[i]),
          more[i + 1] instanceof Progress progress ? of(progress) : more[i + 1]);
    }
    return facts;
  }

  static Map<String, Object> of(Finished it) {
    Map<String, Object> facts = Json.facts("database", it.database(), "domain", it.domain());
    it.batch().ifPresent(batch -> facts.put("batch", batch));
    facts.put("progress", of(it.progress()));
    return facts;
  }

  private static Map<String, Object> of(Progress progress) {
    Map<String, Object> facts =
        Json.facts(
            "schemas", progress.schemas(),
            "applied", progress.applied(),
            "skipped", progress.skipped(),
            "failed", progress.failed(),
            "elapsedMillis", progress.elapsed().toMillis());
    progress.left().map(Duration::toMillis).ifPresent(left -> facts.put("leftMillis", left));
    return facts;
  }
}
