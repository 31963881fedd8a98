package dev.flexidb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.cli.TestShell.Run;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** C16: help for every command, and what a shell completes. */
class HelpTest {

  @TempDir private Path folder;

  @TestFactory
  List<DynamicTest> everyCommandHasHelp() {
    List<DynamicTest> tests = new ArrayList<>();
    collect(Main.commandLine(Surroundings.ofProcess()), List.of(), tests);
    return tests;
  }

  private void collect(CommandLine command, List<String> path, List<DynamicTest> tests) {
    tests.add(DynamicTest.dynamicTest("flexidb " + String.join(" ", path), () -> hasHelp(path)));
    command
        .getSubcommands()
        .forEach(
            (name, below) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              collect(below, longer, tests);
            });
  }

  private void hasHelp(List<String> path) {
    List<String> args = new ArrayList<>(path);
    args.add("--help");

    Run run = new TestShell(folder).run(args.toArray(String[]::new));

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: flexidb", "--help");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void writesACompletionScript() {
    assertThat(new TestShell(folder).run("generate-completion").out())
        .contains("complete -F _complete_flexidb", "rollback", "--failure-budget");
  }
}
