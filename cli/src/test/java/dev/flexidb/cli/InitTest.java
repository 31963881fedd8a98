package dev.flexidb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.cli.TestShell.Run;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C01: what a project begins with. */
class InitTest {

  @Test
  void makesAProjectAndSaysWhatIsNext(@TempDir Path folder) {
    TestShell shell = new TestShell(folder);

    Run run = shell.run("init", "-d", "user,analytics", "--kind", "mariadb");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("made  flexidb.yml", "Next:", "cp .env.example .env");
    assertThat(shell.read(".env.example"))
        .contains("FLEXIDB_DATABASES_ANALYTICS_URL=r2dbc:mariadb://");
    assertThat(shell.read(".gitignore")).isEqualTo(".env\n");
    assertThat(shell.files("db/migration/user/tenant"))
        .containsExactly("U1__customers.sql", "V1__customers.sql");
  }

  @Test
  void keepsWhatIsThere(@TempDir Path folder) {
    TestShell shell = new TestShell(folder).file("flexidb.yml", "databases: {mine: }\n");

    Run run = shell.run("init");

    assertThat(run.out()).contains("kept  flexidb.yml", "made  .env.example");
    assertThat(shell.read("flexidb.yml")).isEqualTo("databases: {mine: }\n");
  }

  /** What it makes can be read. */
  @Test
  void makesWhatIsUnderstood(@TempDir Path folder) {
    TestShell shell = new TestShell(folder);
    shell.run("init");
    shell.file(".env", shell.read(".env.example"));

    assertThat(shell.run("migrate", "fresh").err())
        .contains("app (postgresql at localhost:5432/app): domains public, tenant", "--confirm")
        .doesNotContain("password");
  }
}
