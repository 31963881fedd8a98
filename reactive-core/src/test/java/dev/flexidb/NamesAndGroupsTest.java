package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flexidb.error.UnknownDatabaseException;
import dev.flexidb.error.UnknownGroupException;
import io.r2dbc.spi.test.MockConnection;
import io.r2dbc.spi.test.MockConnectionFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class NamesAndGroupsTest {

  private final ReactiveFlexiDb db =
      ReactiveFlexiDb.builder()
          .database("user", answering(true))
          .database("orders", answering(true))
          .database("broken", answering(false))
          .build();

  private static DatabaseConfig answering(boolean valid) {
    return DatabaseConfig.of(
        MockConnectionFactory.builder()
            .connection(MockConnection.builder().valid(valid).build())
            .build());
  }

  @AfterEach
  void close() {
    db.close().block();
  }

  @Test
  @DisplayName("S06: a view of no schema is refused")
  @SuppressWarnings("NullAway") // callers without null checks are the point
  void refusesNullAsSchema() {
    assertThatThrownBy(() -> db.get("user").forSchema(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("schema is null; give a SchemaName");
  }

  @Test
  @DisplayName("F02: get returns the database of the name")
  void getReturnsTheDatabaseOfTheName() {
    assertThat(db.get("user").name()).isEqualTo("user");
    assertThat(db.get("user")).isSameAs(db.get("user"));
  }

  @Test
  @DisplayName("F02: get of an unknown name names the known ones")
  void getOfAnUnknownNameNamesTheKnownOnes() {
    assertThatThrownBy(() -> db.get("a\nb"))
        .isInstanceOf(UnknownDatabaseException.class)
        .hasMessage(
            "unknown database \"a\\u000ab\"; known are \"user\", \"orders\", \"broken\"; use one of"
                + " these, or name it in the builder");
  }

  @Test
  @DisplayName("F12: list is in the order of registration")
  void listsInTheOrderOfRegistration() {
    assertThat(db.list()).containsExactly("user", "orders", "broken");
  }

  @Test
  @DisplayName("F10: a group is asked by its name; F11: healthGroup asks its members only")
  void healthGroupAsksTheMembersInTheirOrder() {
    db.group("eu", List.of("orders", "user", "orders"))
        .healthGroup("eu")
        .as(StepVerifier::create)
        .assertNext(
            health ->
                assertThat(health)
                    .containsExactly(Map.entry("orders", true), Map.entry("user", true)))
        .verifyComplete();
  }

  @Test
  @DisplayName("F10: the groups are told as they are now")
  void groupsAreToldAsTheyAreNow() {
    assertThat(db.groups()).isEmpty();
    db.group("us", List.of("broken")).group("eu", List.of("orders", "user", "orders"));

    assertThat(db.groups())
        .containsExactly(
            Map.entry("eu", List.of("orders", "user")), Map.entry("us", List.of("broken")));
  }

  @Test
  @DisplayName("F10: defining a group again replaces it")
  void definingAGroupAgainReplacesIt() {
    db.group("eu", List.of("orders", "user"))
        .group("eu", List.of("broken"))
        .healthGroup("eu")
        .as(StepVerifier::create)
        .expectNext(Map.of("broken", false))
        .verifyComplete();
  }

  @Test
  @DisplayName("F10: an unknown member is refused, and the group stays as it was")
  void anUnknownMemberIsRefused() {
    db.group("eu", List.of("orders"));

    assertThatThrownBy(() -> db.group("eu", List.of("user", "nobody")))
        .isInstanceOf(UnknownDatabaseException.class)
        .hasMessageContaining("unknown database \"nobody\"; known are \"user\"");
    db.healthGroup("eu")
        .as(StepVerifier::create)
        .expectNext(Map.of("orders", true))
        .verifyComplete();
  }

  @Test
  @DisplayName("F11: an unknown group is an error that names the known ones")
  void anUnknownGroupIsAnErrorThatNamesTheKnownOnes() {
    db.group("eu", List.of("orders"))
        .healthGroup("us")
        .as(StepVerifier::create)
        .verifyErrorSatisfies(
            error ->
                assertThat(error)
                    .isInstanceOf(UnknownGroupException.class)
                    .hasMessage(
                        "unknown group \"us\"; known are \"eu\"; define it with group(\"...\", names)"));
  }

  @Test
  @DisplayName("F13: a database that does not answer is false, the others are true")
  void healthIsByNameInTheOrderOfRegistration() {
    db.health()
        .as(StepVerifier::create)
        .assertNext(
            health ->
                assertThat(health)
                    .containsExactly(
                        Map.entry("user", true),
                        Map.entry("orders", true),
                        Map.entry("broken", false)))
        .verifyComplete();
  }

  @Test
  @DisplayName("F13: one database is asked alone")
  void healthOfOne() {
    db.health("user").as(StepVerifier::create).expectNext(true).verifyComplete();
    db.health("broken").as(StepVerifier::create).expectNext(false).verifyComplete();
    db.health("nobody").as(StepVerifier::create).verifyError(UnknownDatabaseException.class);
  }

  @Test
  @DisplayName("F13: health is false of a database that is closed, and never an error")
  void healthAfterCloseIsFalse() {
    db.close()
        .then(db.health())
        .as(StepVerifier::create)
        .expectNext(Map.of("user", false, "orders", false, "broken", false))
        .verifyComplete();
  }
}
