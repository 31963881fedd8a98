package dev.flexidb.testing.junit;

import static dev.flexidb.tenant.TenantContext.withoutSchema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.ReactiveFlexiDb;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.DatabaseServers;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import dev.flexidb.error.ClosedException;
import dev.flexidb.tenant.SchemaName;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import reactor.test.StepVerifier;

@Isolated("system properties name the server of the samples")
@WithServer(DatabaseKind.POSTGRESQL)
class WhatIsLeftTest {

  @BeforeEach
  void nameTheServer(TestDatabase database) {
    System.setProperty("flexidb.sample.url", database.r2dbcUrl());
    System.setProperty("flexidb.sample.jdbc", database.jdbcUrl() + "?loggerLevel=OFF");
    System.setProperty("flexidb.sample.user", database.server().username());
    System.setProperty("flexidb.sample.password", database.server().password());
  }

  @AfterEach
  void forget() {
    Samples.TENANTS.clear();
    Samples.DBS.clear();
    Failures.TENANTS.clear();
  }

  static Events run(Class<?> sample) {
    return executed(sample).testEvents();
  }

  /** What went wrong outside of tests. */
  static List<Throwable> ofContainers(Class<?> sample) {
    return executed(sample).containerEvents().failed().stream()
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .map(result -> Objects.requireNonNull(result.getThrowable().orElse(null)))
        .toList();
  }

  private static EngineExecutionResults executed(Class<?> sample) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(sample))
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
        .execute();
  }

  static List<SchemaName> schemasIn(String url) {
    ReactiveFlexiDb db = ReactiveFlexiDb.builder().database("x", DatabaseConfig.of(url)).build();
    try {
      return Objects.requireNonNull(
          db.get("x")
              .sql("SELECT schema_name FROM information_schema.schemata")
              .mapValue(String.class)
              .all()
              .filter(name -> name.matches("(t[0-9a-f]{12}|own)_.*"))
              .map(SchemaName::new)
              .collectList()
              .block());
    } finally {
      db.close().block();
    }
  }

  /** Neither of a test that passes nor of one that fails. */
  @Test
  void noTenantAndNoConnectionIsLeftOnAGivenServer(TestDatabase database) {
    run(Samples.OnAUrl.class).assertStatistics(stats -> stats.succeeded(1).failed(1));
    assertThat(Samples.TENANTS).hasSize(3);
    assertThat(schemasIn(database.r2dbcUrl())).isEmpty();
    assertThat(Samples.DBS).hasSize(2);
    Samples.DBS.forEach(
        db ->
            StepVerifier.create(db.get("shop").sql("SELECT 1").then().contextWrite(withoutSchema()))
                .verifyErrorSatisfies(
                    error -> assertThat(error).hasRootCauseInstanceOf(ClosedException.class)));
  }

  @Test
  void aJdbcUrlWithALoginIsEnough(TestDatabase database) {
    run(Samples.OnASource.class).assertStatistics(stats -> stats.succeeded(1).failed(0));
    assertThat(Samples.TENANTS).hasSize(1);
    assertThat(schemasIn(database.r2dbcUrl())).isEmpty();
  }

  @Test
  void whatIsTheClassesIsDroppedWithIt(TestDatabase database) {
    run(Samples.PerClass.class).assertStatistics(stats -> stats.succeeded(1).failed(0));
    assertThat(Samples.TENANTS).hasSize(1);
    assertThat(schemasIn(database.r2dbcUrl())).isEmpty();
  }

  /** On MariaDB schemas are no part of the class's database. */
  @Test
  void aTenantThatATestHasMadeIsDroppedWithTheDatabase() {
    run(Samples.MakesItsOwn.class).assertStatistics(stats -> stats.succeeded(1).failed(0));
    assertThat(schemasIn(DatabaseServers.shared(DatabaseKind.MARIADB).r2dbcUrl()))
        .doesNotContainAnyElementsOf(Samples.TENANTS);
    assertThat(Samples.TENANTS).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Failures.InAConstructor.class,
        Failures.InTheOneConstructor.class,
        Failures.BeforeATest.class,
        Failures.BeforeAllTests.class
      })
  void noTenantIsLeftWhereATestIsNotReached(Class<?> sample, TestDatabase database) {
    run(sample).assertStatistics(stats -> stats.succeeded(0));
    assertThat(Failures.TENANTS).hasSize(1);
    assertThat(schemasIn(database.r2dbcUrl())).isEmpty();
  }

  @Test
  void aTenantIsDroppedBeforeTheNextTest() {
    run(Failures.OneAfterTheOther.class).assertStatistics(stats -> stats.succeeded(1).failed(1));
  }

  /** What a class cannot have it is not given later. */
  @Test
  void databasesThatCannotBeMadeAreTriedOnce() {
    run(Failures.ThatCannotBeMade.class).assertStatistics(stats -> stats.failed(2));
    assertThat(Failures.ThatCannotBeMade.ASKED).hasValue(1);
  }
}
