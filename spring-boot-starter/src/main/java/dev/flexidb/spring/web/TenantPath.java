package dev.flexidb.spring.web;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import java.util.regex.Pattern;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPattern.PathMatchInfo;
import reactor.core.publisher.Mono;

/** What stands in the path where a pattern has {@code {tenant}}. */
final class TenantPath implements TenantResolver {

  private static final String VARIABLE = "tenant";
  private static final Pattern NAMES_IT = Pattern.compile("\\{" + VARIABLE + "[:}]");

  private final PathPattern pattern;

  /**
   * @throws InvalidConfigurationException if it is no such pattern
   */
  TenantPath(String pattern) {
    if (!NAMES_IT.matcher(pattern).find()) {
      throw new InvalidConfigurationException(
          "flexidb.tenant.path-pattern is \"%s\"; let it hold {tenant}, such as /t/{tenant}/**"
              .formatted(Quoted.line(pattern)));
    }
    this.pattern = Paths.parsed(pattern);
  }

  @Override
  public Mono<String> resolve(ServerWebExchange exchange) {
    PathMatchInfo match =
        pattern.matchAndExtract(exchange.getRequest().getPath().pathWithinApplication());
    return match == null
        ? Mono.empty()
        : Mono.justOrEmpty(match.getUriVariables().get(VARIABLE)).filter(id -> !id.isEmpty());
  }
}
