package dev.flexidb.benchmarks.runner;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Some cases, measured in turns. Immutable.
 *
 * <p>A machine is not equally fast all the time, so the rounds are interleaved (A B C A B C), and a
 * case is compared with what the baseline did in the same turn.
 *
 * @param cases the first one is the baseline
 * @param gauges whose growth they are compared by, besides speed
 * @param turns the rounds of each turn, in the order of the cases
 */
public record Comparison(List<Case> cases, List<Gauge> gauges, List<List<Round>> turns) {

  public Comparison {
    cases = List.copyOf(cases);
    gauges = List.copyOf(gauges);
    turns = List.copyOf(turns);
  }

  /** Measures; the turns to warm up are not counted. */
  public static Mono<Comparison> of(
      List<Case> cases, Load load, List<Gauge> gauges, int warmUps, int turns) {
    return Flux.range(0, warmUps + turns)
        .concatMap(turn -> turn(cases, load, gauges))
        .skip(warmUps)
        .collectList()
        .map(measured -> new Comparison(cases, gauges, measured));
  }

  private static Mono<List<Round>> turn(List<Case> cases, Load load, List<Gauge> gauges) {
    return Flux.fromIterable(cases)
        .concatMap(measured -> Round.of(measured, load, gauges))
        .collectList();
  }

  /** A row for each case, the baseline first. */
  public String toMarkdown() {
    List<String> columns =
        new ArrayList<>(List.of("case", "ops/s", "share of the baseline", "p50 ms", "p99 ms"));
    gauges.forEach(gauge -> columns.add(gauge.column()));
    StringBuilder table = new StringBuilder();
    addRow(table, columns);
    addRow(table, columns.stream().map(column -> column.equals("case") ? "---" : "---:").toList());
    for (int i = 0; i < cases.size(); i++) {
      addRow(table, row(i));
    }
    return table.toString();
  }

  private static void addRow(StringBuilder table, List<String> cells) {
    table.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private List<String> row(int index) {
    List<String> cells = new ArrayList<>();
    cells.add(cases.get(index).name());
    cells.add(figure("%,.0f", median(index, Round::perSecond)));
    Spread share = share(index);
    cells.add(
        index == 0 ? "1" : figure("%.2f (%.2f..%.2f)", share.median(), share.min(), share.max()));
    cells.add(figure("%.2f", median(index, Round::p50Millis)));
    cells.add(figure("%.2f", median(index, Round::p99Millis)));
    for (int i = 0; i < gauges.size(); i++) {
      int gauge = i;
      cells.add(figure("%.2f", median(index, round -> round.costs().get(gauge))));
    }
    return cells;
  }

  private static String figure(String format, Object... figures) {
    return String.format(Locale.ROOT, format, figures);
  }

  private double median(int index, ToDoubleFunction<Round> figure) {
    return Spread.of(turns.stream().map(turn -> figure.applyAsDouble(turn.get(index))).toList())
        .median();
  }

  /** A case's operations a second as a share of the baseline's in the same turn. */
  public Spread share(int index) {
    return Spread.of(
        turns.stream().map(turn -> turn.get(index).perSecond() / turn.get(0).perSecond()).toList());
  }

  /** How many operations were done, each with the right tenant's answer. */
  public long operations() {
    return turns.stream().flatMap(List::stream).mapToLong(Round::operations).sum();
  }
}
