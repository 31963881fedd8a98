package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ContainersTest {

  @Test
  void withoutTestcontainersTheErrorNamesTheMissingJar() throws IOException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("testcontainers"))
            .collect(Collectors.joining(File.pathSeparator));
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dflexidb.databases.source=testcontainers",
                "-cp",
                classPath,
                Probe.class.getName(),
                DatabaseKind.MARIADB.name())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains(
            "DatabaseServerException: flexidb.databases.source is 'testcontainers' but"
                + " org.testcontainers:testcontainers-mariadb is not on the class path; add it");
  }
}
