package dev.flexidb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.flexidb.benchmarks.torture.Ground;
import dev.flexidb.benchmarks.torture.Report;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form; the long one is told of in the README. */
@Timeout(300)
class TortureTest {

  private static TortureOptions options(DatabaseKind server, int queries, String... more) {
    String[] args = {"--server", server.name(), "--queries", "" + queries, "--tenants", "20"};
    return TortureOptions.parse(Stream.of(args, more).flatMap(Stream::of).toArray(String[]::new));
  }

  private static Report tortured(TortureOptions options) {
    try (Ground ground =
        Ground.create(DatabaseServers.shared(options.server()), options.tenants())) {
      return Objects.requireNonNull(new Torture(options).on(ground).block());
    }
  }

  private static void assertThatPromisesAreKept(TortureOptions options) {
    Report report = tortured(options);
    assertThat(report.wrong()).as("%s%n%s", options, report.toMarkdown()).isEmpty();
    assertThat(report.queries()).isGreaterThanOrEqualTo(options.queries());
    assertThat(report.queriesCut()).isGreaterThan(options.queries() * 2 / 5);
    assertThat(report.rows()).isGreaterThan(50 * options.queries());
  }

  @Test
  void promisesAreKeptOnPostgreSql() {
    assertThatPromisesAreKept(options(DatabaseKind.POSTGRESQL, 16_000));
  }

  @Test
  void promisesAreKeptOnPostgreSqlWhereNoSessionIsKilled() {
    assertThatPromisesAreKept(options(DatabaseKind.POSTGRESQL, 4_000, "--no-kills"));
  }

  @Test
  void promisesAreKeptOnMariaDb() {
    assertThatPromisesAreKept(options(DatabaseKind.MARIADB, 2_000));
  }

  @Test
  void promisesAreKeptOnMySql() {
    assertThatPromisesAreKept(options(DatabaseKind.MYSQL, 2_000));
  }

  @Test
  void seesWhatTheNaiveWayMixesUp() {
    Report report = tortured(options(DatabaseKind.POSTGRESQL, 1_000, "--naive"));
    assertThat(report.foreign()).isPositive();
    assertThat(report.wrong()).contains("no foreign row");
  }

  @Test
  void refusesWhatIsNoOption() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TortureOptions.parse("--serve", "mysql"))
        .withMessage("'--serve' is not known");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TortureOptions.parse("--queries", "0"))
        .withMessage("'0' is no whole number above 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TortureOptions.parse("--server", "oracle"))
        .withMessage("'oracle' is no kind of server");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TortureOptions.parse("--seed"))
        .withMessage("'--seed' has no value, or is not known");
  }

  @Test
  void killsAsOftenAsItIsTold() {
    assertThat(TortureOptions.parse().killEvery()).isEqualTo(Duration.ofMillis(500));
    assertThat(TortureOptions.parse("--kill-every", "50").killEvery())
        .isEqualTo(Duration.ofMillis(50));
    assertThat(TortureOptions.parse("--no-kills").killEvery()).isZero();
  }

  @Test
  void asksMoreOfPostgreSqlUnlessTold() {
    assertThat(TortureOptions.parse().queries()).isEqualTo(1_000_000);
    assertThat(TortureOptions.parse("--server", "mysql").queries()).isEqualTo(200_000);
    assertThat(TortureOptions.parse("--naive").limit()).isEqualTo(Duration.ofMinutes(1));
  }
}
