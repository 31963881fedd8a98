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

  /** How many migrations {@link #counted} makes. */
  public static final int COUNTED = 5;

  /**
   * Each leaves its number in the table {@code runs}; the third is one that is left to Flyway.
   *
   * @param millis that all but the first take together at least
   */
  public static MigrationFiles counted(int millis) {
    MigrationFiles files = empty();
    String wait = "SELECT pg_sleep(%s);".formatted(millis / 1e3 / (COUNTED - 1));
    files.write(1, "CREATE TABLE runs (n int NOT NULL);\nINSERT INTO runs VALUES (1);");
    for (int i = 2; i <= COUNTED; i++) {
      String temporary = i == 3 ? "CREATE TEMP TABLE between_them (n int) ON COMMIT DROP;\n" : "";
      files.write(i, "%sINSERT INTO runs VALUES (%d);\n%s".formatted(temporary, i, wait));
    }
    return files;
  }

  /** The first of these alone. */
  public MigrationFiles first() {
    MigrationFiles first = empty();
    String name = "V1__step.sql";
    try {
      Files.copy(tenants().resolve(name), first.tenants().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return first;
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
