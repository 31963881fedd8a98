package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {

  @TempDir Path place;

  private Workspace open() {
    return Workspace.open(Settings.of(Map.of(Settings.DATA, place.toString())::get, name -> null));
  }

  @Test
  void whatAKilledJvmLeftIsDeletedByTheNext() throws IOException {
    Path left = Files.createDirectories(place.resolve("1-dead/postgresql-1/data"));
    Files.writeString(place.resolve("1-dead.in-use"), "");

    open().close();

    assertThat(left).doesNotExist();
    assertThat(place.resolve("1-dead.in-use")).doesNotExist();
  }

  @Test
  void whatIsInUseStays() throws IOException {
    try (Workspace first = open()) {
      Path folder = first.newFolder(DatabaseKind.MARIADB, Privileges.unchanged());

      open().close();

      assertThat(folder).exists();
    }
  }

  @Test
  void closingDeletesItsFolder() throws IOException {
    Workspace workspace = open();
    Path folder = workspace.newFolder(DatabaseKind.MYSQL, Privileges.unchanged());

    workspace.close();

    assertThat(folder).doesNotExist();
    assertThat(place).isDirectoryNotContaining("glob:**.in-use");
  }
}
