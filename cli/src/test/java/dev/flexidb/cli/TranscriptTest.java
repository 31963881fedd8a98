package dev.flexidb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.cli.TestShell.Run;
import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/cli.md shows of a new user's first steps is what happens. */
@WithServer(DatabaseKind.POSTGRESQL)
class TranscriptTest {

  private static final Path PAGE = Path.of("..", "docs", "cli.md");
  private static final String HEADING = "## From `init` to `rollback`";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");
  private static final Pattern EDIT = Pattern.compile("sed -i \"s/(.*)/(.*)/\" (\\S+)");
  private static final String PROFILE = "FLEXIDB_PROFILE";

  /** What somebody typed, and what they saw. */
  private record Step(String typed, List<String> seen) {}

  private static List<Step> steps() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf("```\n", page.indexOf(HEADING)) + 4;
    List<Step> steps = new ArrayList<>();
    for (String line : page.substring(from, page.indexOf("```", from)).split("\n", -1)) {
      if (line.startsWith("$ ")) {
        steps.add(new Step(line.substring(2), new ArrayList<>()));
      } else if (!line.isBlank()) {
        steps.get(steps.size() - 1).seen().add(line);
      }
    }
    return steps;
  }

  @Test
  void isWhatHappens(TestDatabase database, @TempDir Path folder) throws IOException {
    TestShell shell =
        new TestShell(folder)
            .set("FLEXIDB_DATABASES_SHOP_URL", database.r2dbcUrl())
            .set(PROFILE, "development");
    String code = "";
    for (Step step : steps()) {
      Matcher edit = EDIT.matcher(step.typed());
      if (step.typed().startsWith("cat ")) {
        shell.file(step.typed().substring(4), String.join("\n", step.seen()) + "\n");
      } else if (edit.matches()) {
        shell.file(edit.group(3), shell.read(edit.group(3)).replace(edit.group(1), edit.group(2)));
      } else {
        Run run = run(shell, step.typed().replaceAll("(?<=--confirm )[0-9a-f]{6}", code));
        assertThat(comparable(seen(run))).as(step.typed()).isEqualTo(comparable(step.seen()));
        Matcher told = Pattern.compile("--confirm ([0-9a-f]{6})").matcher(run.err());
        code = told.find() ? told.group(1) : code;
      }
    }
  }

  private static Run run(TestShell shell, String typed) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(typed);
    while (word.find()) {
      words.add(
          Stream.of(1, 2, 3).map(word::group).filter(text -> text != null).findFirst().orElse(""));
    }
    boolean elsewhere = words.get(0).startsWith(PROFILE);
    if (elsewhere) {
      shell.set(PROFILE, words.remove(0).substring(PROFILE.length() + 1));
    }
    assertThat(words.remove(0)).isEqualTo("flexidb");
    Run run = shell.run(words.toArray(String[]::new));
    return elsewhere ? back(shell, run) : run;
  }

  private static Run back(TestShell shell, Run run) {
    shell.set(PROFILE, "development");
    return run;
  }

  private static List<String> seen(Run run) {
    List<String> lines = new ArrayList<>(run.all().lines().filter(l -> !l.isBlank()).toList());
    if (run.code() != 0) {
      lines.add("[exit code %d]".formatted(run.code()));
    }
    return lines;
  }

  /** Schemas that are worked on at once end in any order, and no two runs take as long. */
  private static List<String> comparable(List<String> lines) {
    return lines.stream()
        .map(
            line ->
                line.replaceAll("\\b\\d+ ms|\\b\\d+\\.\\d s", "TIME")
                    .replaceAll("(?<!\\d)20\\d{12}(?!\\d)", "VERSION")
                    .replaceAll("\\(postgresql at [^)]*\\)", "(SERVER)")
                    .replaceAll("--confirm [0-9a-f]{6}", "--confirm CODE"))
        .sorted()
        .toList();
  }
}
