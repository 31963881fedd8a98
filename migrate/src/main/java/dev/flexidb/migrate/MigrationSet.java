package dev.flexidb.migrate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreMigrationType;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.Location;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.locations.LocationParser;
import org.flywaydb.core.api.migration.JavaMigration;
import org.flywaydb.core.api.resolver.ResolvedMigration;
import org.flywaydb.core.api.resource.LoadableResource;
import org.flywaydb.core.internal.database.DatabaseType;
import org.flywaydb.core.internal.database.DatabaseTypeRegister;
import org.flywaydb.core.internal.parser.ParsingContext;
import org.flywaydb.core.internal.resolver.CompositeMigrationResolver;
import org.flywaydb.core.internal.resource.filesystem.FileSystemResource;
import org.flywaydb.core.internal.scanner.Scanner;
import org.flywaydb.core.internal.sqlscript.SqlScriptFactory;
import org.flywaydb.core.internal.util.AbbreviationUtils;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of one domain of a database, read once for all its schemas. Not thread-safe while
 * it is read; immutable after.
 */
final class MigrationSet {

  private static final String UNDO = "U";

  private static final List<String> FLYWAYS_OWN =
      List.of(
          "defaultSchema",
          "user",
          "database",
          "timestamp",
          "workingDirectory",
          "table",
          "environment");

  private final String domain;
  private final MigrationSources sources;
  private final Site site;
  private final Scanner<JavaMigration> scanner;
  private final Map<String, Script> scripts = new LinkedHashMap<>();
  private final Map<MigrationVersion, Script> undo = new TreeMap<>();
  private final List<ResolvedMigration> all = new ArrayList<>();
  private final boolean hasCallbacks;
  private final boolean inTransaction;
  private final boolean inOneTransaction;

  /**
   * Reads them.
   *
   * @throws InvalidMigrationsException if they cannot be right, such as two of one version
   */
  MigrationSet(Site site, MigrationSources sources, String domain) {
    this.site = site;
    this.sources = sources;
    this.domain = domain;
    try {
      this.scanner =
          new Scanner<>(
              JavaMigration.class,
              base(),
              new Location[] {
                LocationParser.parseLocation(Domains.location(sources, site.name(), domain))
              });
      boolean allInTransaction = true;
      boolean allInOne = true;
      FluentConfiguration forward = base();
      for (ResolvedMigration migration : resolved(forward)) {
        all.add(migration);
        Script script = read(forward, migration);
        if (script != null) {
          scripts.put(migration.getScript(), script);
        }
        allInTransaction &= script == null ? canBeInTransaction(migration) : script.inTransaction();
        allInOne &= script == null || !script.last();
      }
      this.inTransaction = allInTransaction;
      this.inOneTransaction = allInTransaction && allInOne;
      FluentConfiguration back = base().sqlMigrationPrefix(UNDO).javaMigrations();
      for (ResolvedMigration migration : resolved(back)) {
        Script script = read(back, migration);
        if (migration.getVersion() != null && script != null) {
          undo.put(migration.getVersion(), script);
        }
      }
    } catch (FlywayException unfit) {
      throw new InvalidMigrationsException(
          site.name(), domain, String.valueOf(unfit.getMessage()), unfit);
    }
    this.hasCallbacks = !sources.callbacks().isEmpty() || findsSqlCallbacks();
  }

  private static boolean canBeInTransaction(ResolvedMigration migration) {
    try {
      return migration.getExecutor().canExecuteInTransaction();
    } catch (FlywayException unknownPlaceholder) {
      return true;
    }
  }

  private boolean findsSqlCallbacks() {
    return scanner.getResources("", ".sql").stream()
        .map(LoadableResource::getFilename)
        .anyMatch(file -> file.matches("(before|after|create)[A-Z].*"));
  }

  private Collection<ResolvedMigration> resolved(FluentConfiguration configuration) {
    ParsingContext context = new ParsingContext();
    // Sums of repeatable scripts want these; ours are used for no schema that has any.
    FLYWAYS_OWN.forEach(name -> context.getPlaceholders().put("flyway:" + name, name));
    DatabaseType type = type(configuration);
    return new CompositeMigrationResolver(
            scanner,
            scanner,
            configuration,
            (c, u, b, o) -> null,
            factory(type, configuration, context),
            context,
            null)
        .resolveMigrations(configuration);
  }

  private static SqlScriptFactory factory(
      DatabaseType type, FluentConfiguration configuration, ParsingContext context) {
    return type.createSqlScriptFactory(configuration, context);
  }

  private DatabaseType type(FluentConfiguration configuration) {
    return DatabaseTypeRegister.getDatabaseTypesForUrl(site.dialect().flywayUrl(), configuration)
        .stream()
        .filter(DatabaseType.class::isInstance)
        .map(DatabaseType.class::cast)
        .filter(type -> type.getName().equals(site.dialect().flywayName()))
        .findFirst()
        .orElseThrow();
  }

  private @Nullable Script read(FluentConfiguration configuration, ResolvedMigration migration) {
    LoadableResource file =
        migration.getType() == CoreMigrationType.SQL
            ? scanner.getResource(migration.getScript())
            : null;
    if (file == null) {
      return null;
    }
    return Script.of(
        String.valueOf(migration.getVersion()),
        factory(type(configuration), configuration, new ParsingContext())
            .createSqlScript(file, false, scanner));
  }

  /** A file of data, as Flyway's parser reads it; null where only Flyway itself could run it. */
  @Nullable Script data(Path file) {
    FluentConfiguration configuration = base();
    return Script.of(
        "",
        factory(type(configuration), configuration, new ParsingContext())
            .createSqlScript(
                new FileSystemResource(
                    null, file.toAbsolutePath().toString(), StandardCharsets.UTF_8, false),
                false,
                scanner));
  }

  private FluentConfiguration base() {
    List<JavaMigration> given =
        sources.javaMigrations().getOrDefault(site.name() + "/" + domain, List.of());
    FluentConfiguration base =
        Flyway.configure(MigrationSet.class.getClassLoader())
            .failOnMissingLocations(false)
            .placeholders(sources.placeholders())
            .javaMigrations(given.toArray(JavaMigration[]::new))
            .table(table())
            .createSchemas(false)
            .cleanDisabled(true)
            .ignoreMigrationPatterns("*:pending", "*:future");
    return base;
  }

  /** Flyway for one schema, with what was read here. */
  Flyway flyway(DataSource dataSource, String schema, List<? extends Callback> more) {
    return flyway(dataSource, schema, more, false);
  }

  /**
   * @param single whether each script has a transaction of its own
   */
  Flyway flyway(
      DataSource dataSource, String schema, List<? extends Callback> more, boolean single) {
    FluentConfiguration configuration =
        base()
            .callbacks(
                Stream.concat(sources.callbacks().stream(), more.stream()).toArray(Callback[]::new))
            .dataSource(dataSource)
            .resourceProvider(scanner)
            .javaMigrationClassProvider(scanner)
            .defaultSchema(schema)
            .schemas(schema)
            .group(inOneTransaction && !single && site.dialect().undoesDdl());
    if (!inTransaction) {
      PostgreSQLConfigurationExtension own =
          configuration.getPluginRegister().getExact(PostgreSQLConfigurationExtension.class);
      if (own != null) {
        own.setTransactionalLock(false);
      }
    }
    return configuration.load();
  }

  /** This domain in a schema. */
  SchemaTarget target(String schema) {
    return new SchemaTarget(site.name(), domain, schema);
  }

  String domain() {
    return domain;
  }

  MigrationSources sources() {
    return sources;
  }

  /** The name of its history table. */
  String table() {
    return Dialect.historyTable(domain);
  }

  /** Whether the history of a schema holds just these, and nothing that has failed. */
  boolean isAllOf(Connection connection, String schema) throws SQLException {
    List<String> applied =
        Sql.rows(
            connection,
            "SELECT version, description, checksum, success FROM %s ORDER BY installed_rank"
                .formatted(site.dialect().qualified(schema, table())),
            row ->
                row.getBoolean(4)
                    ? line(row.getString(1), row.getString(2), row.getString(3))
                    : "failed");
    return applied.equals(
        all.stream()
            .map(
                each ->
                    line(
                        each.getVersion() == null ? null : each.getVersion().toString(),
                        AbbreviationUtils.abbreviateDescription(each.getDescription()),
                        each.getChecksum() == null ? null : each.getChecksum().toString()))
            .toList());
  }

  private static String line(
      @Nullable String version, String description, @Nullable String checksum) {
    return version + "|" + description + "|" + checksum;
  }

  boolean isForTenants() {
    return sources.tenantDomains().contains(domain);
  }

  /** The migration of this script's name, as it is to be applied; null: only Flyway can. */
  @Nullable Script script(String name) {
    return scripts.get(name);
  }

  boolean hasCallbacks() {
    return hasCallbacks;
  }

  /** How to undo this version; null if nothing says so. */
  @Nullable Script undo(String version) {
    return undo.get(MigrationVersion.fromVersion(version));
  }

  /** All of them, in the order in which a new schema gets them. */
  List<ResolvedMigration> all() {
    return all;
  }
}
