package dev.flexidb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tests that docs/isolation.md names for its promises are there. */
class IsolationDocTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** {@code SomeTest} or {@code SomeContract}, with or without a method of it. */
  private static final Pattern NAMED =
      Pattern.compile("`(\\w+(?:Test|Contract|Stress))(?:\\.(\\w+))?`");

  /** With nothing but annotations in between. */
  private static final String TEST =
      "@(?:Parameterized|Repeated)?Test\\b(?:(?!@(?:Parameterized|Repeated)?Test\\b)(?!void ).|\n)*+void %s\\(";

  private static Map<String, String> tests = Map.of();
  private static List<MatchResult> named = List.of();

  @BeforeAll
  static void read() throws IOException {
    String doc = Files.readString(ROOT.resolve("docs/isolation.md"));
    named = NAMED.matcher(doc).results().toList();
    try (Stream<Path> files = Files.walk(ROOT)) {
      tests =
          files
              .filter(file -> file.toString().contains("/src/test/java/"))
              .filter(file -> file.toString().endsWith(".java"))
              .collect(
                  Collectors.toMap(
                      IsolationDocTest::className,
                      IsolationDocTest::content,
                      (one, other) -> one + other));
    }
  }

  private static String className(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyClassIsThere() {
    assertThat(named).hasSizeGreaterThan(50);
    assertThat(named).extracting(name -> name.group(1)).isSubsetOf(tests.keySet());
  }

  @Test
  void everyMethodIsATest() {
    assertThat(named)
        .filteredOn(name -> name.group(2) != null)
        .allSatisfy(
            name ->
                assertThat(tests.get(name.group(1)))
                    .containsPattern(TEST.formatted(name.group(2))));
  }
}
