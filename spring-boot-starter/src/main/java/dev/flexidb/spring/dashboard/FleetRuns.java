package dev.flexidb.spring.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs over fleets of schemas: those under way, and the last ones. Has to be thread-safe. */
public interface FleetRuns {

  /** Where nobody migrates. */
  FleetRuns NONE =
      new FleetRuns() {
        @Override
        public List<Run> runs() {
          return List.of();
        }

        @Override
        public long revision() {
          return 0;
        }
      };

  /** The newest first. */
  List<Run> runs();

  /** Another number whenever {@link #runs} has changed. */
  long revision();

  /** How a run is. */
  enum State {
    RUNNING,
    DONE,
    FAILED,
    CANCELLED
  }

  /**
   * A run.
   *
   * @param kind what it does, in one word
   * @param startedAt in milliseconds since 1970
   * @param endedAt null while it runs
   * @param parts in the order in which they began
   * @param failures the first of them
   */
  record Run(
      long number,
      String kind,
      long startedAt,
      @Nullable Long endedAt,
      State state,
      List<Part> parts,
      List<Failure> failures) {

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("number", number);
      json.put("kind", kind);
      json.put("startedAt", startedAt);
      json.put("endedAt", endedAt);
      json.put("state", state);
      json.put("parts", new ArrayList<>(parts.stream().map(Part::toJson).toList()));
      json.put("failures", new ArrayList<>(failures.stream().map(Failure::toJson).toList()));
      return json;
    }
  }

  /**
   * How far a domain of a database is.
   *
   * @param left in milliseconds; null where that cannot be told
   */
  record Part(
      String database,
      String domain,
      int schemas,
      int applied,
      int skipped,
      int failed,
      boolean done,
      @Nullable Long left) {

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("database", database);
      json.put("domain", domain);
      json.put("schemas", schemas);
      json.put("applied", applied);
      json.put("skipped", skipped);
      json.put("failed", failed);
      json.put("done", done);
      json.put("left", left);
      return json;
    }
  }

  /**
   * Where a schema failed. Without what the server said, which may hold anything.
   *
   * @param script the file, and its line where that is known
   */
  record Failure(String database, String domain, String schema, @Nullable String script) {

    Map<String, @Nullable Object> toJson() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("database", database);
      json.put("domain", domain);
      json.put("schema", schema);
      json.put("script", script);
      return json;
    }
  }
}
