package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

@DisplayName("F17: when the JVM ends")
class ShutdownTest {

  private static String outputOf(String... arguments) throws IOException, InterruptedException {
    return OtherJvm.outputOf(ShutdownProbe.class, List.of(), arguments);
  }

  @Test
  void nothingKeepsAJvmAliveThatClosedNothing(
      @WithServer(DatabaseKind.POSTGRESQL) TestDatabase users,
      @WithServer(DatabaseKind.MARIADB) TestDatabase events)
      throws Exception {
    assertThat(outputOf(users.r2dbcUrl(), events.r2dbcUrl())).isEqualTo("1\n1\n");

    new ObservedServer(users)
        .sessionsBecome(0)
        .then(new ObservedServer(events).sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
  }

  @Test
  void nothingKeepsAJvmAliveThatHasClosed(@WithServer(DatabaseKind.POSTGRESQL) TestDatabase users)
      throws Exception {
    assertThat(outputOf("close", users.r2dbcUrl())).isEqualTo("1\n");
  }

  @Test
  @DisplayName("F18: its hook closes what is open")
  void theHookCloses() throws Exception {
    assertThat(outputOf("hook")).isEqualTo("closed\n");
  }

  @Test
  void withoutItsHookItStaysOpen(@WithServer(DatabaseKind.POSTGRESQL) TestDatabase users)
      throws Exception {
    assertThat(outputOf("unhooked", users.r2dbcUrl())).isEqualTo("1\n1\n");
  }

  @Test
  void aHookThatWasRemovedDoesNothing() throws Exception {
    assertThat(outputOf("removed")).isEmpty();
  }
}
