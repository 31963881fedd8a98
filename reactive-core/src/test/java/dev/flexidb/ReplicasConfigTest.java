package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.flexidb.error.InvalidConfigurationException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("F05: the replicas of a database, as they are configured")
class ReplicasConfigTest {

  private static final String PRIMARY = "r2dbc:postgresql://app:secret@localhost/users";
  private static final String REPLICA = "r2dbc:postgresql://app:secret@replica:5433/users";
  private static final ReplicasConfig ONE = ReplicasConfig.of(REPLICA);

  private static void assertRefused(Runnable made, String... words) {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(made::run)
        .withMessageContainingAll(words)
        .satisfies(error -> assertThat(error).message().doesNotContain("secret"));
  }

  private static ReactiveFlexiDb over(DatabaseConfig config) {
    return ReactiveFlexiDb.builder().database("app", config).build();
  }

  @Test
  void noneIsNotReplicas() {
    assertRefused(() -> ReplicasConfig.of(new String[0]), "no replica", "ReplicasConfig.NONE");
    assertThat(DatabaseConfig.of(PRIMARY).replicas().origins()).isEmpty();
  }

  @Test
  void aReplicaOfAnotherProductIsRefused() {
    DatabaseConfig mixed =
        DatabaseConfig.of(PRIMARY).withReplicas("r2dbc:mariadb://app:secret@replica/users");
    assertRefused(() -> over(mixed), "app", "PostgreSQL", "replica", "MariaDB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1S", "PT0S", "P366D"})
  void aWaitThatCannotBeIsRefused(String wait) {
    assertRefused(() -> ONE.withCausalWait(Duration.parse(wait)), "causalWait");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.01, Double.NaN})
  void aShareThatIsNoneIsRefused(double share) {
    assertRefused(() -> ONE.withHedgeShare(share), "hedgeShare");
  }

  @Test
  void aHedgeThatCannotBeIsRefused() {
    assertRefused(() -> ONE.withHedgeAfter(Duration.ofNanos(1)), "hedgeAfter");
    assertThat(ONE.withHedgeAfter(Duration.ZERO)).isEqualTo(ONE);
  }

  @Test
  void neitherTextNorStatisticsHoldASecret() {
    ReactiveFlexiDb db = over(DatabaseConfig.of(PRIMARY).withReplicas(REPLICA, REPLICA));
    assertThat(ONE.toString()).contains("replica:5433").doesNotContain("secret");
    assertThat(Objects.requireNonNull(db.stats().get("app")).replicas().keySet())
        .isEqualTo(new LinkedHashSet<>(List.of("replica:5433", "replica:5433 (2)")));
    db.close().block();
  }

  @Test
  void viewsForReadingAreEqualToEachOtherOnly() {
    ReactiveFlexiDb db = over(DatabaseConfig.of(PRIMARY));
    Database reading = db.get("app", Access.READ);
    assertThat(reading).isEqualTo(db.get("app", Access.READ)).isNotEqualTo(db.get("app"));
    assertThat(db.get("app", Access.WRITE)).isSameAs(db.get("app"));
    assertThat(reading.transactionManager()).isSameAs(db.get("app").transactionManager());
    assertThatIllegalStateException().isThrownBy(reading::outsideTransaction);
    db.close().block();
  }
}
