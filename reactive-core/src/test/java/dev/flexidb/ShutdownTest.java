package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

@DisplayName("F17: when the JVM ends")
class ShutdownTest {

  private static String outputOf(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.add(ShutdownProbe.class.getName());
    command.addAll(List.of(arguments));
    Process jvm =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
      assertThat(jvm.exitValue()).isZero();
      return new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      jvm.destroyForcibly();
    }
  }

  @Test
  void nothingKeepsAJvmAliveThatClosedNothing(
      @WithServer(DatabaseKind.POSTGRESQL) TestDatabase users,
      @WithServer(DatabaseKind.MARIADB) TestDatabase events)
      throws Exception {
    assertThat(outputOf(users.r2dbcUrl(), events.r2dbcUrl())).isEqualTo("1\n1\n");

    new Server(users)
        .sessionsBecome(0)
        .then(new Server(events).sessionsBecome(0))
        .as(StepVerifier::create)
        .expectNext(0L)
        .verifyComplete();
  }

  @Test
  void theHookCloses() throws Exception {
    assertThat(outputOf("hook")).isEqualTo("closed\n");
  }

  @Test
  void aHookThatWasRemovedDoesNothing() throws Exception {
    assertThat(outputOf("removed")).isEmpty();
  }
}
