package dev.flexidb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.flexidb.embedded.DatabaseServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SideBySideTest {

  private static final Options SHORT =
      Options.DEFAULTS
          .rounds(1)
          .warmUps(0)
          .operations(200)
          .time(Duration.ofSeconds(30))
          .tenants(10)
          .links(List.of("loopback"));

  private static String tables(String... claims) {
    return run(SHORT.only(List.of(claims)));
  }

  private static String run(Options options) {
    return Objects.requireNonNull(
        new SideBySide(options).run(DatabaseServers::shared, section -> {}).block());
  }

  @Test
  void everyReadIsAnsweredByItsTenant() {
    assertThat(tables("reads"))
        .contains("| bare driver, one schema |", "| ours, bound |", "| SET awaited on borrow |")
        .contains("1,600 answers checked");
  }

  @Test
  void everyWriteIsMeasured() {
    assertThat(tables("writes"))
        .contains("| ours, bound |", "| begin, SET LOCAL, write, commit, each awaited |")
        .contains("1,000 answers checked");
  }

  @Test
  void manyTextsAreMeasuredForManyAndForTenTimesAsManyTenants() {
    assertThat(tables("texts")).contains("### texts-10, ", "### texts-100, ");
  }

  @Test
  void aServiceAnswersWithTheStarterAndWithout() {
    assertThat(run(SHORT.operations(50).only(List.of("service"))))
        .contains("| Spring Boot's R2DBC, qualified names |", "| the starter |")
        .contains("100 answers checked");
  }

  @Test
  void tellsTheMachineFirstAndEachTableAsItComes() {
    List<String> told = new ArrayList<>();

    new SideBySide(SHORT.operations(10).only(List.of("writes")))
        .run(DatabaseServers::shared, told::add)
        .block();

    assertThat(told).hasSize(2);
    assertThat(told.get(0)).startsWith("Machine: ").contains("pool of 10, 64 in flight");
    assertThat(told.get(1)).startsWith("### writes, loopback").contains("PostgreSQL 1");
  }

  @Test
  void countsRoundTripsOverADistance() {
    String table =
        run(SHORT.warmUps(1).operations(40).only(List.of("writes")).links(List.of("4ms")));

    assertThat(roundTrips(table, "bare driver, one schema")).isBetween(1.0, 1.5);
    assertThat(roundTrips(table, "SET awaited on borrow")).isBetween(2.0, 2.5);
    assertThat(roundTrips(table, "begin, SET LOCAL, write, commit, each awaited"))
        .isBetween(4.0, 4.5);
  }

  /** The last column. */
  private static double roundTrips(String table, String row) {
    String line =
        table.lines().filter(l -> l.startsWith("| " + row + " |")).findFirst().orElseThrow();
    String[] cells = line.split("\\|", -1);
    return Double.parseDouble(cells[cells.length - 2].trim());
  }

  @Test
  void refusesAClaimThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SideBySide(SHORT.only(List.of("raeds"))))
        .withMessageStartingWith("'raeds' is none of [reads, writes, texts-10, ");
  }

  @Test
  void refusesALinkThatIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SideBySide(SHORT.links(List.of("5ms"))))
        .withMessageStartingWith("'5ms' is none of [loopback");
  }
}
