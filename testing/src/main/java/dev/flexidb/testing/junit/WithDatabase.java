package dev.flexidb.testing.junit;

import dev.flexidb.DatabaseConfig;
import dev.flexidb.testing.Product;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.function.UnaryOperator;

/** A database of a {@link FlexiDbTest}. */
@Target({})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface WithDatabase {

  /** Its name, in {@code ReactiveFlexiDb} and among the migrations. */
  String value();

  /** What it is, where {@code flexidb-embedded-databases} starts it. */
  Product server() default Product.POSTGRESQL;

  /**
   * Where a server runs that is to be used instead: an R2DBC or JDBC URL, in which {@code ${name}}
   * stands for a system property or an environment variable of that name. What tenants share stays
   * there.
   */
  String url() default "";

  /** What knows where a server runs that is to be used instead, such as a container's. */
  Class<? extends ServerSource> from() default ServerSource.class;

  /** Whether it has a schema for each tenant. */
  boolean tenants() default true;

  /**
   * Where its migrations are, below which a folder bears its name, if there are any; {@code ""}
   * stands for none.
   */
  String migrations() default "classpath:db/migration";

  /**
   * Statements for each tenant's schema, behind its migrations, one each; for the database where
   * there are no tenants.
   */
  String[] sql() default {};

  /**
   * Statements for what tenants share, run once for the class, one each. On a given URL another
   * class, or another run, finds what they have made.
   */
  String[] sharedSql() default {};

  /** Configures it further; a class with a constructor without parameters. */
  Class<? extends UnaryOperator<DatabaseConfig>> config() default AsItIs.class;

  /** Changes nothing. */
  final class AsItIs implements UnaryOperator<DatabaseConfig> {
    @Override
    public DatabaseConfig apply(DatabaseConfig config) {
      return config;
    }
  }
}
