package dev.flexidb.spring;

import dev.flexidb.spring.properties.DatabaseProperties;
import org.springframework.core.convert.converter.Converter;

/**
 * Reads {@code flexidb.databases.orders: r2dbc:postgresql://..}, a database of which nothing but
 * its URL is said.
 */
final class TextAsDatabase implements Converter<String, DatabaseProperties> {

  @Override
  public DatabaseProperties convert(String url) {
    return DatabaseProperties.of(url.isBlank() ? null : url);
  }
}
