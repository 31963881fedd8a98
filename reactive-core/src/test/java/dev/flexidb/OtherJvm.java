package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM with the classes of this one. */
final class OtherJvm {

  private static final int SECONDS = 100;

  private OtherJvm() {}

  /** What a main class prints; it has to end by itself, and well. */
  static String outputOf(Class<?> main, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Process jvm =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      assertThat(jvm.waitFor(SECONDS, TimeUnit.SECONDS)).as("it ends by itself").isTrue();
      assertThat(jvm.exitValue()).isZero();
      return new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      jvm.destroyForcibly();
    }
  }
}
