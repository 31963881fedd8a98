package dev.flexidb.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the README shows of this module is what its tests run. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final Path TESTS = Path.of("src/test/java/dev/flexidb/testing/readme");

  @Test
  void itsExamplesAreTheOnesThatRun() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    for (String example : List.of("OrdersTest.java", "OrdersWithoutAServerTest.java")) {
      String source = Files.readString(TESTS.resolve(example));
      int begin = source.indexOf('\n', source.indexOf("// README")) + 1;
      String shown =
          source.substring(begin, source.indexOf("// end")).stripTrailing().stripIndent();
      assertThat(readme).contains("```java\n" + shown + "\n```");
    }
  }
}
