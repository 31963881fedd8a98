package dev.flexidb.spring.web;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The one label in front of a base domain, in lower case.
 *
 * @param baseDomains such as {@code example.com}
 * @param ignored labels that are no tenants
 */
record Subdomain(List<String> baseDomains, List<String> ignored) implements TenantResolver {

  private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

  Subdomain {
    baseDomains = baseDomains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList();
    ignored = ignored.stream().map(label -> label.toLowerCase(Locale.ROOT)).toList();
    for (String domain : baseDomains) {
      if (!DOMAIN.matcher(domain).matches()) {
        throw new InvalidConfigurationException(
            "flexidb.tenant.subdomain.base-domains has \"%s\"; give a domain, such as example.com"
                .formatted(Quoted.line(domain)));
      }
    }
  }

  @Override
  public Mono<String> resolve(ServerWebExchange exchange) {
    String host = exchange.getRequest().getURI().getHost();
    return host == null ? Mono.empty() : Mono.justOrEmpty(label(name(host)));
  }

  /** Names may end with the dot of the root, and mean the same. */
  private static String name(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private Optional<String> label(String host) {
    return baseDomains.stream()
        .filter(domain -> host.endsWith("." + domain))
        .map(domain -> host.substring(0, host.length() - domain.length() - 1))
        .filter(label -> label.indexOf('.') < 0 && !label.isEmpty() && !ignored.contains(label))
        .findFirst();
  }
}
