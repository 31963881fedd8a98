package dev.flexidb.spring;

import dev.flexidb.DatabaseConfig;

/**
 * Changes what the properties say of a database, for what they cannot say: credentials that are
 * asked for, a directory of tenants. Beans of this type are asked in their order.
 *
 * <pre>{@code
 * @Bean
 * DatabaseConfigCustomizer tokens(TokenService tokens) {
 *   return (name, config) -> config.withCredentials(tokens::current);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface DatabaseConfigCustomizer {

  /**
   * The config to use.
   *
   * @param name of the database
   */
  DatabaseConfig customize(String name, DatabaseConfig config);
}
