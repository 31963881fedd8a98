package dev.flexidb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.TestDatabase;
import dev.flexidb.embedded.WithServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar itself, as a process. */
@Tag("packaged")
class PackagedTest {

  private static final int SCHEMAS = 12;
  private static final Path JAR = Path.of(System.getProperty("flexidb.jar", "target/flexidb.jar"));

  @TempDir private Path folder;

  private Process start(Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    // Some who run builds ignore SIGINT, and what they start does so, too.
    command.addAll(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", JAR.toAbsolutePath().toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private String runs(int code, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    Process process = start(environment, args);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    return said;
  }

  /** Ctrl+C: what is in hand ends, no other is begun, and the same command goes on. */
  @Test
  @WithServer(DatabaseKind.POSTGRESQL)
  void stopsAndGoesOn(TestDatabase database) throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("FLEXIDB_DATABASES_SHOP_URL", database.r2dbcUrl());
    List<String> tenants = IntStream.range(0, SCHEMAS).mapToObj("t%02d"::formatted).toList();
    tenants.forEach(tenant -> database.execute("CREATE SCHEMA " + tenant));
    Path migrations = Files.createDirectories(folder.resolve("db/migration/shop/tenant"));
    Files.writeString(
        migrations.resolve("V1__slow.sql"), "CREATE TABLE slow (id INT); SELECT pg_sleep(0.2);");
    String[] command = {
      "migrate", "deploy", "--concurrency", "1", "--tenant", String.join(",", tenants)
    };

    Process process = start(environment, command);
    List<String> said = new ArrayList<>();
    try (BufferedReader lines = process.inputReader()) {
      boolean told = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        if (!told && line.contains("applied V1__slow.sql")) {
          new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
          told = true;
        }
      }
    }

    assertThat(process.waitFor()).isEqualTo(ExitCode.STOPPED);
    assertThat(said).anyMatch(line -> line.startsWith("stopping:"));
    assertThat(said.get(said.size() - 1)).startsWith("stopped: ").contains("goes on from there");
    long applied = said.stream().filter(line -> line.contains("applied V1__slow.sql")).count();
    assertThat(applied).isBetween(1L, SCHEMAS - 1L);
    command[3] = "4";
    String rest = runs(ExitCode.OK, environment, command);
    assertThat(rest.lines().filter(line -> line.contains("applied V1__slow.sql")))
        .hasSize((int) (SCHEMAS - applied));
    assertThat(rest).contains("(batch 1)");
  }

  /** MySQL is reached by both drivers of the jar, of which none is MySQL's own. */
  @Test
  @WithServer(DatabaseKind.MYSQL)
  void servesMySql(TestDatabase database) throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("FLEXIDB_DATABASES_SHOP_URL", database.r2dbcUrl());
    Path migrations = Files.createDirectories(folder.resolve("db/migration/shop/public"));
    Files.writeString(migrations.resolve("V1__a.sql"), "CREATE TABLE a (id INT);");

    assertThat(runs(ExitCode.OK, environment, "health")).isEqualTo("shop: answers\n");
    assertThat(runs(ExitCode.OK, environment, "migrate", "deploy")).contains("applied V1__a.sql");
  }

  /** Services of all that is inside are merged, and licences are kept. */
  @Test
  void holdsAllDriversAndTheirLicences() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Implementation-Version"))
          .startsWith("0.");
      assertThat(text(jar, "META-INF/services/java.sql.Driver"))
          .contains("org.postgresql.Driver", "org.mariadb.jdbc.Driver");
      assertThat(text(jar, "META-INF/services/io.r2dbc.spi.ConnectionFactoryProvider"))
          .contains("PostgresqlConnectionFactoryProvider", "MariadbConnectionFactoryProvider")
          .contains("io.asyncer.r2dbc.mysql.MySqlConnectionFactoryProvider");
      assertThat(text(jar, "META-INF/services/org.flywaydb.core.extensibility.Plugin"))
          .contains("PostgreSQLDatabaseType", "MySQLDatabaseType", "MariaDBDatabaseType");
      assertThat(jar.stream().map(entry -> entry.getName()).collect(Collectors.toSet()))
          .contains("LICENSE", "META-INF/THIRD-PARTY.txt", "META-INF/licenses/LGPL-2.1.txt")
          .noneMatch(name -> name.startsWith("com/mysql/"));
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }
}
