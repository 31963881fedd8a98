package dev.flexidb.testing.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** In another JVM, on whose class path neither is. */
@WithServer(DatabaseKind.POSTGRESQL)
class OptionalModulesTest {

  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  private static final Pattern OPTIONAL =
      Pattern.compile(
          "[/\\\\](migrate|embedded-databases)[/\\\\]target[/\\\\]"
              + "|[/\\\\]flexidb-(migrate|embedded-databases)[/\\\\]");

  @Test
  void aUrlNeedsNoneOfThem(TestDatabase database) throws IOException, InterruptedException {
    assertThat(run("url", database.r2dbcUrl())).contains("succeeded 1, failed 0");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException, InterruptedException {
    assertThat(run("embedded", "none"))
        .contains("succeeded 0, failed 1")
        .contains(
            "database \"app\" has no server: dev.flexidb:flexidb-embedded-databases is not on the"
                + " class path; add it, or give a url or a source");
  }

  private static String run(String which, String url) throws IOException, InterruptedException {
    String without =
        Arrays.stream(CLASS_PATH.split(File.pathSeparator))
            .filter(path -> !OPTIONAL.matcher(path).find())
            .collect(Collectors.joining(File.pathSeparator));
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dflexidb.sample.url=" + url,
                "-cp",
                without,
                WithoutThem.class.getName(),
                which)
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(other.waitFor(50, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
      return new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      other.destroyForcibly();
    }
  }
}
