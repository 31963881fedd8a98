package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;

/** What a test is told that was written wrongly, or has no server. */
class MistakesTest {

  private static List<Throwable> errors(Class<?> sample) {
    return WhatIsLeftTest.run(sample).failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> Objects.requireNonNull(result.getThrowable().orElse(null)))
        .toList();
  }

  private static Throwable error(Class<?> sample) {
    List<Throwable> errors = errors(sample);
    assertThat(errors).hasSize(1);
    return errors.get(0);
  }

  @Test
  void aDatabaseThatMayBeMeantByTwoNames() {
    assertThat(errors(Samples.Ambiguous.class))
        .extracting(Throwable::getMessage)
        .containsExactlyInAnyOrder(
            "the parameter 1 of whichOne, a Database, may be of [a, b]; say which by @On(..)",
            "the parameter 1 of noSuch, a Database, is @On(\"c\"), and there are [a, b]",
            "the parameter 1 of noTenants, a SchemaManager, may be of []; say which by @On(..)");
  }

  @Test
  void aNameThatIsGivenTwice() {
    assertThat(error(Samples.Twice.class))
        .hasMessage(Samples.Twice.class.getName() + " names the database \"a\" twice");
  }

  @Test
  void aSettingThatIsNotThere() {
    assertThat(error(Samples.UnknownVariable.class))
        .hasMessage(
            "the URL names ${flexidb.no.such.setting}, which is neither a system property nor in the"
                + " environment; set it");
  }

  @Test
  void aServerThatIsNotThere() {
    assertThat(error(Samples.NoServer.class))
        .hasStackTraceContaining("refused")
        .satisfies(error -> assertThat(error.toString()).doesNotContain("s3cret"));
  }

  @Test
  void sqlThatTheServerRefuses() {
    assertThat(error(Samples.BadSql.class)).hasStackTraceContaining("syntax error");
  }

  @Test
  void aUrlBesideASource() {
    assertThat(error(Mistakes.UrlAndSource.class))
        .hasMessage("database \"shop\" has a url and a source; give one of them");
  }

  @Test
  void aSourceThatKnowsNoServer() {
    assertThat(error(Mistakes.NoAddress.class))
        .hasMessage(Mistakes.NoAddress.Source.class.getName() + " gave null and no address");
  }

  @Test
  void aClassOfWhichThereAreNoInstances() {
    assertThat(error(Mistakes.AbstractConfig.class))
        .hasMessageStartingWith(Mistakes.AbstractConfig.Config.class.getName() + " is abstract");
  }

  @Test
  void migrationsThatAreNotThere() {
    assertThat(error(Mistakes.NoSuchFolder.class))
        .hasMessage(
            "the migrations of database \"shop\" are to be in classpath:db/migratoin, which is not"
                + " there; \"\" stands for none");
    assertThat(error(Mistakes.NoPrefix.class))
        .hasMessage(
            "the migrations of database \"shop\" are to be in \"db/migration\", which is neither"
                + " classpath:.. nor filesystem:..; \"\" stands for none");
    assertThat(error(Mistakes.NoDomain.class))
        .hasMessage(
            "database \"flat\" has no migrations in classpath:db/migration/flat/tenant, nor in another"
                + " folder there");
  }

  @Test
  void noDatabaseAtAll() {
    assertThat(error(Mistakes.None.class))
        .hasMessage(
            Mistakes.None.class.getName() + " names no database; give one, or leave out {}");
  }

  /** What failed is told, and nothing else. */
  @Test
  void anotherExtensionThatFails() {
    assertThat(WhatIsLeftTest.ofContainers(Failures.BehindAnotherExtension.class))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error).hasMessage("another extension fails");
              assertThat(error.getSuppressed()).isEmpty();
            });
  }
}
