package dev.flexidb.spring.web;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import java.util.List;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/** Patterns of paths, which match as those of controllers do. */
record Paths(List<PathPattern> patterns) {

  /**
   * @throws InvalidConfigurationException if one cannot be read
   */
  static Paths of(List<String> written) {
    return new Paths(written.stream().map(Paths::parsed).toList());
  }

  /** One of them, beginning at the root. */
  static PathPattern parsed(String pattern) {
    try {
      return PathPatternParser.defaultInstance.parse(
          PathPatternParser.defaultInstance.initFullPathPattern(pattern));
    } catch (PatternParseException malformed) {
      throw new InvalidConfigurationException(
          "the path pattern \"%s\" is malformed (%s); write it as a controller's, such as /admin/**"
              .formatted(Quoted.line(pattern), Quoted.line(malformed.getMessage())));
    }
  }

  boolean match(ServerWebExchange exchange) {
    return patterns.stream()
        .anyMatch(
            pattern -> pattern.matches(exchange.getRequest().getPath().pathWithinApplication()));
  }
}
