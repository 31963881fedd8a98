package dev.flexidb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

  @TempDir Path root;

  private Cache cache() {
    return Cache.of(Settings.of(Map.of(Settings.CACHE, root.toString())::get, name -> null));
  }

  @Test
  void fillsAnEntryOnce() {
    cache().get("a", folder -> Files.writeString(folder.resolve("f"), "first"));

    Path entry = cache().get("a", folder -> Files.writeString(folder.resolve("f"), "second"));

    assertThat(entry.resolve("f")).hasContent("first");
  }

  @Test
  void anEntryThatCouldNotBeFilledIsNotThere() {
    assertThatThrownBy(
            () ->
                cache()
                    .get(
                        "a",
                        folder -> {
                          Files.writeString(folder.resolve("f"), "half");
                          throw new IOException("disk full");
                        }))
        .isInstanceOf(DatabaseServerException.class)
        .hasMessageContaining("disk full");

    Path entry = cache().get("a", folder -> Files.writeString(folder.resolve("g"), "whole"));

    assertThat(entry).isDirectoryContaining("glob:**/g").isDirectoryNotContaining("glob:**/f");
  }

  @Test
  void whatAKilledJvmLeftHalfWrittenIsDeleted() throws IOException {
    Path half = Files.createDirectories(root.resolve("a.part-1/data"));
    Files.writeString(half.resolve("f"), "half");

    cache().get("a", folder -> {});

    assertThat(root.resolve("a.part-1")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedTogetherWithItsSetting() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");

    assertThatThrownBy(
            () ->
                Cache.of(
                    Settings.of(
                        Map.of(Settings.CACHE, file.resolve("x").toString())::get, name -> null)))
        .isInstanceOf(DatabaseServerException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("flexidb.databases.cache");
  }
}
