package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class MissingLibraryTest {

  private static final String MESSAGE =
      "Embedded MySQL needs the system library libaio.so.x; install libaio1 (or libaio1t64, as"
          + " newer systems call it) and libnuma1";

  @TempDir Path folder;

  /** The real program, made to look for a library that no system has. */
  private Command programWithoutItsLibrary() throws IOException {
    new MySqlEngine().archive().unpack(folder);
    Path program = folder.resolve("bin/mysqld");
    String bytes = Files.readString(program, StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains("libaio.so.1");
    Files.writeString(
        program, bytes.replace("libaio.so.1", "libaio.so.x"), StandardCharsets.ISO_8859_1);
    return Command.of(DatabaseKind.MYSQL, List.of(program.toString(), "--no-defaults"));
  }

  @Test
  void oneLineSaysWhatToInstall() throws IOException {
    Command command = programWithoutItsLibrary();

    assertThatThrownBy(() -> command.run(""))
        .isInstanceOf(MissingLibraryException.class)
        .hasMessage(MESSAGE);
  }

  @Test
  void aTestIsSkippedWithThatLine() {
    assertThatThrownBy(
            () -> DatabaseServerExtension.abortIfLibraryIsMissing(this::failToStart, false))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage(MESSAGE);
  }

  @Test
  void aTestFailsUnderContinuousIntegration() {
    assertThatThrownBy(
            () -> DatabaseServerExtension.abortIfLibraryIsMissing(this::failToStart, true))
        .isInstanceOf(MissingLibraryException.class)
        .hasMessage(MESSAGE);
  }

  private void failToStart() {
    throw new MissingLibraryException(DatabaseKind.MYSQL, "libaio.so.x");
  }
}
