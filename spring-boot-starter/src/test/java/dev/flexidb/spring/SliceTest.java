package dev.flexidb.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.spring.data.FlexiDbDataAutoConfiguration;
import dev.flexidb.spring.migrate.FlexiDbMigrateAutoConfiguration;
import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.annotation.ImportCandidates;

@DisplayName("what Spring Boot's @DataR2dbcTest takes up")
class SliceTest {

  private static final String DATA_R2DBC =
      "org.springframework.boot.data.r2dbc.test.autoconfigure.AutoConfigureDataR2dbc";

  /** Its annotation is on no class path of ours, and its name is all that counts. */
  @Test
  void areDatabasesRepositoriesAndMigrations() {
    assertThat(ImportCandidates.load(Named.class, new Renaming(SliceTest.class.getClassLoader())))
        .contains(
            FlexiDbAutoConfiguration.class.getName(),
            FlexiDbDataAutoConfiguration.class.getName(),
            FlexiDbMigrateAutoConfiguration.class.getName());
  }

  private @interface Named {}

  /** Finds the file of the one where that of the other is sought. */
  private static final class Renaming extends ClassLoader {

    Renaming(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return super.getResources(name.replace(Named.class.getName(), DATA_R2DBC));
    }
  }
}
