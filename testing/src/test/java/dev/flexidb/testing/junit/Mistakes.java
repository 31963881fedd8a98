package dev.flexidb.testing.junit;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.tenant.SchemaName;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Classes of tests whose annotations are wrong. */
final class Mistakes {

  private Mistakes() {}

  @FlexiDbTest(
      @WithDatabase(
          value = "shop",
          url = "r2dbc:postgresql://app@localhost:1/none",
          from = NoAddress.Source.class))
  static class UrlAndSource {
    @Test
    void test(SchemaName tenant) {}
  }

  @FlexiDbTest(@WithDatabase(value = "shop", from = NoAddress.Source.class))
  static class NoAddress {

    static class Source implements ServerSource {
      @Override
      @SuppressWarnings("NullAway") // As code without annotations may.
      public ServerAddress address() {
        return null;
      }
    }

    @Test
    void test(SchemaName tenant) {}
  }

  @FlexiDbTest(@WithDatabase(value = "shop", config = AbstractConfig.Config.class))
  static class AbstractConfig {

    abstract static class Config implements UnaryOperator<DatabaseConfig> {}

    @Test
    void test(SchemaName tenant) {}
  }

  @FlexiDbTest(@WithDatabase(value = "shop", migrations = "classpath:db/migratoin"))
  static class NoSuchFolder {
    @Test
    void test(SchemaName tenant) {}
  }

  @FlexiDbTest(@WithDatabase(value = "shop", migrations = "db/migration"))
  static class NoPrefix {
    @Test
    void test(SchemaName tenant) {}
  }

  /** Its migration stands in its folder, and in none of a domain. */
  @FlexiDbTest(@WithDatabase("flat"))
  static class NoDomain {
    @Test
    void test(SchemaName tenant) {}
  }

  @FlexiDbTest({})
  static class None {
    @Test
    void test(SchemaName tenant) {}
  }
}
