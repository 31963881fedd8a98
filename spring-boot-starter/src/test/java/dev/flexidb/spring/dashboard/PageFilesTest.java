package dev.flexidb.spring.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageFilesTest {

  private static final Path FOLDER = Path.of("src/main/resources" + PageFiles.FOLDER);

  @Test
  void eachFileIsServedAndNoOther() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(PageFiles.NAMES);
    }
  }

  /** As the policy would refuse it, and only a user would see that. */
  @Test
  void nothingIsInlineAndNothingComesFromElsewhere() throws IOException {
    String page = text("index.html");
    assertThat(page)
        .doesNotContain("style=", "<style", "javascript:")
        .doesNotContainPattern(" on[a-z]+=");
    assertThat(page).doesNotContainPattern("<script(?![^>]*src=)");
    for (String name : PageFiles.NAMES) {
      assertThat(text(name).replace("http://www.w3.org/2000/svg", ""))
          .as(name)
          .doesNotContain(
              "http:", "https:", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(");
    }
  }

  @Test
  void modulesImportWhatIsThere() throws IOException {
    for (String name : PageFiles.NAMES) {
      assertThat(Pattern.compile("from '\\./([^']+)'").matcher(text(name)).results())
          .allSatisfy(found -> assertThat(PageFiles.NAMES).contains(found.group(1)));
    }
  }

  private static String text(String name) throws IOException {
    return Files.readString(FOLDER.resolve(name));
  }
}
