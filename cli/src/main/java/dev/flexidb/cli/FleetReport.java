package dev.flexidb.cli;

import dev.flexidb.migrate.MigrationEvent;
import dev.flexidb.migrate.MigrationEvent.Applied;
import dev.flexidb.migrate.MigrationEvent.Failed;
import dev.flexidb.migrate.MigrationEvent.Finished;
import dev.flexidb.migrate.MigrationEvent.Planned;
import dev.flexidb.migrate.MigrationEvent.Reason;
import dev.flexidb.migrate.MigrationEvent.Skipped;
import dev.flexidb.migrate.Progress;
import dev.flexidb.migrate.SchemaTarget;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells what happens to schemas, and what has come of it. Events come one after the other. */
final class FleetReport {

  /** More schemas than that are told in steps, not one by one. */
  private static final int ONE_BY_ONE = 20;

  private static final int STEPS = 10;

  /** What many schemas have in common need not be told for each. */
  private static final int FAILURES_TOLD = 10;

  private final Answer answer;
  private final ProgressBar bar;
  private final boolean bars;
  private final Wording wording;
  private final Map<String, List<Planned>> planned = new LinkedHashMap<>();
  private final Map<String, Integer> step = new LinkedHashMap<>();

  /** How many of a domain are not to be begun any more. */
  private final Map<String, Integer> left = new LinkedHashMap<>();

  private final Map<Reason, Integer> skipped = new EnumMap<>(Reason.class);
  private int applied;
  private int failed;

  /**
   * How a run tells what it does.
   *
   * @param did what became of scripts, such as "applied"
   * @param done what became of schemas, such as "migrated"
   * @param would what would become of scripts, such as "would apply"
   * @param nothing why there is no schema to do it to
   */
  record Wording(String did, String done, String would, String nothing) {

    Wording(String did, String done, String would) {
      this(did, done, would, "there are no schemas yet");
    }
  }

  FleetReport(Answer answer, Surroundings surroundings, Wording wording) {
    this.answer = answer;
    this.bars = surroundings.terminal() && !answer.isJson();
    this.bar = new ProgressBar(answer, bars, surroundings.width());
    this.wording = wording;
  }

  void on(MigrationEvent event) {
    if (event instanceof Planned it) {
      planned.computeIfAbsent(key(it.target()), absent -> new ArrayList<>()).add(it);
      answer.json("planned", Facts.of(it.target(), "scripts", it.scripts()));
    } else if (event instanceof Applied it) {
      applied(it);
    } else if (event instanceof Skipped it) {
      skipped.merge(it.reason(), 1, Integer::sum);
      if (it.reason() != Reason.UP_TO_DATE) {
        left.merge(key(it.target()), 1, Integer::sum);
      }
      answer.json(
          "skipped", Facts.of(it.target(), "reason", it.reason(), "progress", it.progress()));
      bar.is(key(it.target()), it.progress());
    } else if (event instanceof Failed it) {
      failed++;
      answer.json(
          "failed",
          Facts.of(it.target(), "message", Failures.line(it.error()), "progress", it.progress()));
      failure(it.error());
      bar.is(key(it.target()), it.progress());
    } else if (event instanceof Finished it) {
      finished(it);
    }
  }

  private void applied(Applied it) {
    applied++;
    answer.json(
        "applied",
        Facts.of(
            it.target(),
            "scripts",
            it.scripts(),
            "millis",
            it.took().toMillis(),
            "progress",
            it.progress()));
    String key = key(it.target());
    int work = planned.getOrDefault(key, List.of()).size();
    if (work <= ONE_BY_ONE) {
      bar.line(
          "%s %s: %s (%s)"
              .formatted(
                  key,
                  it.target().schema(),
                  it.scripts().isEmpty()
                      ? "done by another node"
                      : wording.did() + " " + Text.few(it.scripts()),
                  Text.shortly(it.took())));
    } else if (!bars && !left.containsKey(key)) {
      inSteps(key, it.progress());
    }
    bar.is(key, it.progress());
  }

  private void inSteps(String key, Progress progress) {
    int now = (int) ((long) STEPS * progress.done() / Math.max(1, progress.schemas()));
    Integer before = step.put(key, now);
    if (before == null || before < now) {
      answer.line(
          "%s: %d of %d%s%s"
              .formatted(
                  key,
                  progress.done(),
                  progress.schemas(),
                  progress.failed() == 0 ? "" : ", %d failed".formatted(progress.failed()),
                  progress.left().map(left -> ", " + Text.shortly(left) + " left").orElse("")));
    }
  }

  private void finished(Finished it) {
    String key = it.database() + " " + it.domain();
    answer.json("finished", Facts.of(it));
    bar.ended(key);
    List<Planned> plans = planned.getOrDefault(key, List.of());
    Progress progress = it.progress();
    if (progress.done() < progress.schemas() && progress.applied() == 0 && !plans.isEmpty()) {
      plans.stream()
          .collect(Collectors.groupingBy(Planned::scripts, LinkedHashMap::new, Collectors.toList()))
          .forEach((scripts, of) -> bar.line(plan(key, scripts, of)));
    } else if (progress.schemas() == 0) {
      bar.line(key + ": " + wording.nothing());
    } else {
      bar.line(
          "%s: %s%s%s"
              .formatted(
                  key,
                  counts(key, progress),
                  progress.applied() + progress.failed() == 0
                      ? ""
                      : " in " + Text.shortly(progress.elapsed()),
                  it.batch().isPresent() ? " (batch " + it.batch().getAsInt() + ")" : ""));
    }
  }

  private String plan(String key, List<String> scripts, List<Planned> of) {
    return "%s: %s %s to %s (%s)"
        .formatted(
            key,
            wording.would(),
            String.join(", ", scripts),
            Text.count(of.size(), "schema", "schemas"),
            Text.few(of.stream().map(each -> each.target().schema()).toList()));
  }

  private String counts(String key, Progress progress) {
    int notBegun = left.getOrDefault(key, 0);
    Map<String, Integer> counts = new LinkedHashMap<>();
    counts.put(wording.done(), progress.applied());
    counts.put("up to date", progress.skipped() - notBegun);
    counts.put("failed", progress.failed());
    counts.put("not begun", notBegun);
    counts.values().removeIf(count -> count == 0);
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (what, count) ->
            text.append(text.isEmpty() ? Text.count(count, "schema", "schemas") : ", " + count)
                .append(' ')
                .append(what));
    return text.toString();
  }

  /** A database could not be worked on at all, or not to its end. */
  void failed(String database, Throwable error) {
    failed++;
    answer.json("error", Json.facts("database", database, "message", Failures.line(error)));
    failure(error);
  }

  private void failure(Throwable error) {
    if (failed <= FAILURES_TOLD) {
      bar.line("failed: " + Failures.line(error));
    } else if (failed == FAILURES_TOLD + 1) {
      bar.line("failed: others, too, which --json tells one by one");
    }
  }

  /** Says what has come of it, and with which exit code to end. */
  int summary() {
    bar.clear();
    int stopped = skipped.getOrDefault(Reason.STOPPED, 0);
    int upToDate = skipped.getOrDefault(Reason.UP_TO_DATE, 0);
    int begun = skipped.values().stream().mapToInt(Integer::intValue).sum() - upToDate;
    int code = stopped > 0 ? ExitCode.STOPPED : ExitCode.of(applied + upToDate, failed);
    if (stopped > 0) {
      answer.line(
          "stopped: %s done, %d left; the same command goes on from there"
              .formatted(Text.count(applied, "schema is", "schemas are"), stopped));
    } else if (code == ExitCode.SOME_FAILED || failed > 1) {
      answer.line(
          "%s failed, %d done, %d not begun; the same command goes on from there"
              .formatted(
                  Text.count(failed, "schema or database", "schemas or databases"),
                  applied + upToDate,
                  begun));
    }
    answer.json(
        "summary",
        Json.facts(
            "applied", applied,
            "upToDate", upToDate,
            "failed", failed,
            "notBegun", begun,
            "exitCode", code));
    return code;
  }

  private static String key(SchemaTarget target) {
    return target.database() + " " + target.domain();
  }
}
