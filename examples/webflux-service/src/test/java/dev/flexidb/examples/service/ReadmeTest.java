package dev.flexidb.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("what the README shows of the service")
class ReadmeTest {

  private static final Path SHOWN =
      Path.of("src/main/java/dev/flexidb/examples/service/overview/OverviewController.java");

  @Test
  void isItsCode() throws IOException {
    String readme = Files.readString(Path.of("..", "..", "README.md"));
    String section = readme.substring(readme.indexOf("## A service to try"));
    String begin = "```java\n";
    int from = section.indexOf(begin) + begin.length();
    assertThat(lines(Files.readString(SHOWN)))
        .containsSubsequence(lines(section.substring(from, section.indexOf("```", from))));
  }

  private static List<String> lines(String text) {
    return Arrays.stream(text.split("\n")).map(String::strip).filter(l -> !l.isEmpty()).toList();
  }
}
