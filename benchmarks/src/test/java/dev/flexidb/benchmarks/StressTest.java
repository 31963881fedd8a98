package dev.flexidb.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short run of jcstress over half of what threads hand to each other without a lock. */
class StressTest {

  private static final Path FOLDER = Path.of("target", "jcstress");

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void noOutcomeIsForbidden() throws IOException, InterruptedException {
    Files.createDirectories(FOLDER);
    Path log = FOLDER.resolve("short.log");
    Process run =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "org.openjdk.jcstress.Main",
                    "-f",
                    "1",
                    "-fsm",
                    "1",
                    "-iters",
                    "1",
                    "-time",
                    "200",
                    "-sc",
                    "false",
                    "-af",
                    "NONE",
                    "-t",
                    "Close|Handover|Delivery",
                    "-jvmArgs",
                    "-Xmx256m"))
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(run.waitFor(4, TimeUnit.MINUTES)).as("it ended in time").isTrue();
    } finally {
      run.destroyForcibly();
    }
    assertThat(run.exitValue()).as(() -> read(log)).isZero();
    assertThat(read(log)).contains("Failed tests: No matches", "Error tests: No matches");
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "there is no " + log;
    }
  }
}
