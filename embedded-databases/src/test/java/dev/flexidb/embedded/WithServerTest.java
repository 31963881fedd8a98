package dev.flexidb.embedded;

import static dev.flexidb.embedded.Queries.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import reactor.test.StepVerifier;

class WithServerTest {

  private static Events run(Class<?> testClass) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(testClass))
        .execute()
        .testEvents();
  }

  @Test
  @WithServer(DatabaseKind.POSTGRESQL)
  void eachTestGetsADatabaseThatIsDroppedAfterIt(DatabaseServer server) {
    Sample.seen.clear();

    run(Sample.class).assertStatistics(statistics -> statistics.succeeded(3));

    // One of the class and one of each repetition.
    assertThat(Sample.seen).hasSize(4).doesNotHaveDuplicates();
    query(server.r2dbcUrl(), "SELECT datname FROM pg_database")
        .filter(Sample.seen::contains)
        .as(StepVerifier::create)
        .verifyComplete();
  }

  @Test
  void aParameterMayAskForAnotherKindThanItsClass() {
    run(Mixed.class).assertStatistics(statistics -> statistics.succeeded(2));
  }

  @Test
  void aParameterWithoutAKindIsNamed() {
    run(NoKind.class)
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                finishedWithFailure(
                    message(text -> text.contains("No @WithServer on the parameter database")))));
  }

  @WithServer(DatabaseKind.POSTGRESQL)
  static class Sample {
    static final List<String> seen = new CopyOnWriteArrayList<>();
    private String before = "";

    @BeforeAll
    static void first(TestDatabase database) {
      seen.add(database.name());
    }

    @BeforeEach
    void prepare(TestDatabase database) {
      before = database.name();
    }

    @RepeatedTest(3)
    void use(TestDatabase database) {
      assertThat(database.name()).isEqualTo(before);
      seen.add(database.name());
    }
  }

  @WithServer(DatabaseKind.POSTGRESQL)
  static class Mixed {

    @Test
    void both(DatabaseServer own, @WithServer(DatabaseKind.MARIADB) DatabaseServer other) {
      assertThat(own.kind()).isEqualTo(DatabaseKind.POSTGRESQL);
      assertThat(other.kind()).isEqualTo(DatabaseKind.MARIADB);
    }

    @Nested
    class Inside {

      @Test
      void sees(TestDatabase database) {
        assertThat(database.server().kind()).isEqualTo(DatabaseKind.POSTGRESQL);
      }
    }
  }

  @ExtendWith(DatabaseServerExtension.class)
  static class NoKind {

    @Test
    void fails(TestDatabase database) {
      database.execute("SELECT 1");
    }
  }
}
