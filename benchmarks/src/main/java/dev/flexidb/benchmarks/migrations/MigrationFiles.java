package dev.flexidb.benchmarks.migrations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small migrations, as a service has them, in a folder of their own; blocks. */
public record MigrationFiles(Path folder) {

  /** The database that they are for. */
  public static final String DATABASE = "shop";

  private static final String[] SMALL = {
    "CREATE TABLE items (id bigint PRIMARY KEY, name text NOT NULL);",
    "ALTER TABLE items ADD COLUMN price numeric(12, 2);\nCREATE INDEX items_name ON items (name);",
    "CREATE TABLE orders (id bigint PRIMARY KEY, item bigint REFERENCES items (id));",
    "INSERT INTO items VALUES (1, 'first', 1), (2, 'second', 2);",
    "CREATE VIEW prices AS SELECT name, price FROM items;",
  };

  /** Five of them, with two tables. */
  public static MigrationFiles small() {
    MigrationFiles files = empty();
    for (int i = 0; i < SMALL.length; i++) {
      files.write(i + 1, SMALL[i]);
    }
    return files;
  }

  /** Ten tables, each in a migration of its own. */
  public static MigrationFiles tables() {
    MigrationFiles files = empty();
    for (int i = 1; i <= 10; i++) {
      files.write(i, "CREATE TABLE t%d (id bigint PRIMARY KEY, name text NOT NULL);".formatted(i));
    }
    return files;
  }

  private static MigrationFiles empty() {
    try {
      MigrationFiles files = new MigrationFiles(Files.createTempDirectory("flexidb-migrations"));
      Files.createDirectories(files.tenants());
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the tenants' migrations. */
  public Path tenants() {
    return folder.resolve(DATABASE).resolve("tenant");
  }

  private void write(int version, String sql) {
    try {
      Files.writeString(tenants().resolve("V%d__step.sql".formatted(version)), sql);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
