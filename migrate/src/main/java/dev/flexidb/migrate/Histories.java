package dev.flexidb.migrate;

import io.r2dbc.spi.R2dbcException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads the histories of many schemas in few statements, side by side where there are very many; in
 * the order of the schemas. One that goes meanwhile is told as one without a history.
 */
final class Histories {

  /**
   * Schemas asked about in one statement: PostgreSQL 18 plans some hundred together more slowly
   * than one by one.
   */
  private static final int AT_ONCE = 50;

  private static final int MOST_CONNECTIONS = 4;
  private static final int WORTH_A_CONNECTION = 500;
  private static final int ATTEMPTS = 3;

  private Histories() {}

  /** On connections of the site's own. */
  static List<Standing> of(Site site, Collection<String> schemas, String table)
      throws SQLException {
    int connections = Math.min(MOST_CONNECTIONS, schemas.size() / WORTH_A_CONNECTION);
    if (connections < 2) {
      return site.with(connection -> of(site.dialect(), connection, schemas, table));
    }
    List<String> all = List.copyOf(schemas);
    int each = (all.size() + connections - 1) / connections;
    List<Callable<List<Standing>>> parts = new ArrayList<>();
    for (int from = 0; from < all.size(); from += each) {
      List<String> part = all.subList(from, Math.min(all.size(), from + each));
      parts.add(() -> site.with(connection -> of(site.dialect(), connection, part, table)));
    }
    return sideBySide(parts);
  }

  /** Not on the threads of the module: all of those may be waiting for answers of this. */
  private static List<Standing> sideBySide(List<Callable<List<Standing>>> parts)
      throws SQLException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            parts.size(),
            work -> {
              Thread thread = new Thread(work, "flexidb-histories");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Standing> found = new ArrayList<>();
      for (Future<List<Standing>> part : threads.invokeAll(parts)) {
        found.addAll(part.get());
      }
      return found;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof SQLException told) {
        throw told;
      }
      if (failed.getCause() instanceof R2dbcException told) {
        throw told;
      }
      throw new SQLException("reading the histories failed", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while reading the histories", interrupted);
    } finally {
      threads.shutdownNow();
    }
  }

  /** On this connection alone. */
  static List<Standing> of(
      Dialect dialect, Connection connection, Collection<String> schemas, String table)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return read(dialect, connection, schemas, table);
      } catch (SQLException failed) {
        if (attempt == ATTEMPTS || !dialect.saysGone(failed)) {
          throw failed;
        }
      }
    }
  }

  private static List<Standing> read(
      Dialect dialect, Connection connection, Collection<String> schemas, String table)
      throws SQLException {
    Set<String> holding =
        new HashSet<>(
            Sql.rows(connection, dialect.schemasHolding(), row -> row.getString(1), table));
    List<String> asked = schemas.stream().filter(holding::contains).toList();
    Map<String, Standing> found = new HashMap<>();
    for (int from = 0; from < asked.size(); from += AT_ONCE) {
      List<String> some = asked.subList(from, Math.min(asked.size(), from + AT_ONCE));
      rows(dialect, connection, some, table)
          .forEach((schema, rows) -> found.put(schema, Standing.of(schema, rows)));
    }
    return schemas.stream()
        .map(schema -> found.getOrDefault(schema, new Standing(schema, 0, null)))
        .toList();
  }

  private static Map<String, SortedMap<Integer, String>> rows(
      Dialect dialect, Connection connection, List<String> schemas, String table)
      throws SQLException {
    Map<String, SortedMap<Integer, String>> bySchema = new LinkedHashMap<>();
    schemas.forEach(schema -> bySchema.put(schema, new TreeMap<>()));
    String question =
        IntStream.range(0, schemas.size())
            .mapToObj(number -> dialect.history(number, schemas.get(number), table))
            .collect(Collectors.joining(" UNION ALL "));
    Sql.rows(
        connection,
        question,
        row ->
            Objects.requireNonNull(bySchema.get(schemas.get(row.getInt(1))))
                .put(row.getInt(2), row.getString(3)));
    return bySchema;
  }
}
