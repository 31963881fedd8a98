package dev.flexidb.migrate;

import dev.flexidb.tenant.SchemaName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds out how much is in a schema. Its methods block. */
final class Measuring {

  /** Tables counted in one statement. */
  private static final int AT_ONCE = 100;

  private record Table(String name, long rows, long bytes) {}

  private final Site site;
  private final Set<String> histories;

  Measuring(Site site, MigrationSources sources) {
    this.site = site;
    this.histories =
        sources.tenantDomains().stream().map(Dialect::historyTable).collect(Collectors.toSet());
  }

  SchemaStats of(SchemaName schema, boolean exact) throws SQLException {
    return site.with(
        connection -> {
          List<Table> tables = tables(connection, schema.value());
          return new SchemaStats(
              schema,
              tables.size(),
              exact
                  ? counted(connection, schema.value(), tables)
                  : tables.stream().mapToLong(Table::rows).sum(),
              tables.stream().mapToLong(Table::bytes).sum(),
              exact);
        });
  }

  private List<Table> tables(Connection connection, String schema) throws SQLException {
    return Sql.rows(
            connection,
            site.dialect().statistics(),
            row -> new Table(row.getString(1), row.getLong(2), row.getLong(3)),
            schema)
        .stream()
        .filter(table -> !histories.contains(table.name()))
        .toList();
  }

  private long counted(Connection connection, String schema, List<Table> tables)
      throws SQLException {
    long rows = 0;
    for (int from = 0; from < tables.size(); from += AT_ONCE) {
      String question =
          tables.subList(from, Math.min(tables.size(), from + AT_ONCE)).stream()
              .map(table -> site.dialect().counted(schema, table.name()))
              .collect(Collectors.joining(" UNION ALL "));
      for (long counted : Sql.rows(connection, question, row -> row.getLong(1))) {
        rows += counted;
      }
    }
    return rows;
  }
}
