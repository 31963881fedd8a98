package dev.flexidb.examples.quickstart;

import static dev.flexidb.tenant.TenantContext.withSchema;

import dev.flexidb.Database;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.batch.CircuitOpenException;
import dev.flexidb.batch.CircuitState;
import dev.flexidb.batch.Outcome;
import dev.flexidb.error.ConnectFailedException;
import dev.flexidb.examples.quickstart.Figures.Sales;
import dev.flexidb.examples.quickstart.Figures.Traffic;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.dao.DataAccessException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A database that is down: its circuit opens, and the others answer as before. */
record DatabaseDown(ReactiveFlexiDb db, PrintStream out) {

  private static final int ROUNDS = 5;

  /** Whether the others answered rightly and the circuit opened; one shop asks, in rounds. */
  Mono<Boolean> askAll(Shop shop) {
    return Flux.range(1, ROUNDS)
        .concatMap(round -> ask(shop, round))
        .collectList()
        .map(this::print);
  }

  private Mono<Round> ask(Shop shop, int number) {
    Map<String, Function<Database, Publisher<?>>> operations =
        Map.of(
            "orders", c -> c.sql(Sales.SQL).map(Sales::of).one(),
            "analytics", c -> c.sql(Traffic.SQL).map(Traffic::of).one(),
            "billing", c -> c.sql("SELECT count(*) FROM invoice").mapValue(Long.class).one());
    return db.batchSettled(operations)
        .map(outcomes -> new Round(number, shop.expected(), outcomes, circuit()))
        .contextWrite(withSchema(shop.schema()));
  }

  private CircuitState circuit() {
    return Objects.requireNonNull(db.stats().get("billing")).circuit();
  }

  private boolean print(List<Round> rounds) {
    out.println("\nA third database is down; batchSettled answers for each:");
    Table table = new Table("round", "orders", "analytics", "billing", "circuit of billing");
    rounds.forEach(round -> round.addTo(table));
    table.print(out);
    Round last = rounds.get(rounds.size() - 1);
    return rounds.stream().allMatch(Round::othersAreRight)
        && rounds.get(0).billingFailedWith(ConnectFailedException.class)
        && last.billingFailedWith(CircuitOpenException.class);
  }

  private record Round(
      int number, Figures expected, Map<String, Outcome<Object>> outcomes, CircuitState circuit) {

    boolean othersAreRight() {
      return outcomes.get("orders") instanceof Outcome.Success<Object> sales
          && expected.sales().equals(sales.value())
          && outcomes.get("analytics") instanceof Outcome.Success<Object> traffic
          && expected.traffic().equals(traffic.value());
    }

    boolean billingFailedWith(Class<? extends Throwable> type) {
      return outcomes.get("billing") instanceof Outcome.Failure<Object> failure
          && type.isInstance(ours(failure.error()));
    }

    void addTo(Table table) {
      table.row(number, cell("orders"), cell("analytics"), cell("billing"), circuit);
    }

    private String cell(String database) {
      Outcome<Object> outcome = outcomes.get(database);
      if (outcome instanceof Outcome.Success<Object> success) {
        return "%s in %s".formatted(inShort(success.value()), Table.milliseconds(success.took()));
      }
      return outcome instanceof Outcome.Failure<Object> failure
          ? "%s in %s"
              .formatted(
                  ours(failure.error()).getClass().getSimpleName(),
                  Table.milliseconds(failure.took()))
          : String.valueOf(outcome);
    }

    private static String inShort(@Nullable Object value) {
      if (value instanceof Sales sales) {
        return sales.orders() + " orders";
      }
      return value instanceof Traffic traffic
          ? traffic.pageViews() + " views"
          : String.valueOf(value);
    }

    /** Spring's client translates errors; what it translated is the cause. */
    private static Throwable ours(Throwable error) {
      Throwable cause = error.getCause();
      return error instanceof DataAccessException && cause != null ? cause : error;
    }
  }
}
