package dev.flexidb.spring.properties;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.error.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a request's tenant is found. Immutable.
 *
 * @param claim Claim of a verified token that holds the tenant's id. Whatever else names a tenant
 *     must not contradict it. Needs Spring Security's resource server.
 * @param pathPattern Pattern of paths with {tenant} in them, such as /t/{tenant}/**.
 * @param subdomain How a tenant is found by the request's host.
 * @param header How a tenant is found by a header.
 * @param database Database that is asked which tenants there are. The only one with tenants, or the
 *     default one, unless it is given.
 * @param schemaPattern Name of a tenant's schema, with {id} for the tenant's id.
 * @param lookup How long it is remembered which tenants there are.
 * @param sharedPaths Patterns of paths that work on what tenants share, without a tenant.
 * @param openPaths Patterns of paths that need no tenant, and have none.
 */
public record TenantProperties(
    @Nullable String claim,
    @Nullable String pathPattern,
    @DefaultValue @NestedConfigurationProperty Subdomain subdomain,
    @DefaultValue @NestedConfigurationProperty Header header,
    @Nullable String database,
    @Nullable String schemaPattern,
    @DefaultValue @NestedConfigurationProperty Lookup lookup,
    @DefaultValue List<String> sharedPaths,
    @DefaultValue List<String> openPaths) {

  /** Rejects what cannot be right. */
  public TenantProperties {
    if (claim != null && claim.isBlank()) {
      throw new InvalidConfigurationException(
          "flexidb.tenant.claim is blank; name a claim, or remove it");
    }
  }

  /**
   * The host's first label.
   *
   * @param baseDomains Domains whose subdomains are tenants, such as example.com.
   * @param ignored Subdomains that are no tenants.
   */
  public record Subdomain(
      @DefaultValue List<String> baseDomains, @DefaultValue("www") List<String> ignored) {}

  /**
   * A header, which anybody can write: for services behind a gateway that sets it.
   *
   * @param enabled Whether the header is looked at.
   * @param name Name of the header.
   */
  public record Header(
      @DefaultValue("false") boolean enabled, @DefaultValue("X-Tenant-ID") String name) {

    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Rejects what cannot be right. */
    public Header {
      if (!TOKEN.matcher(name).matches()) {
        throw new InvalidConfigurationException(
            "flexidb.tenant.header.name is \"%s\"; give a header's name, such as X-Tenant-ID"
                .formatted(Quoted.line(name)));
      }
    }
  }

  /**
   * What is remembered.
   *
   * @param ttl How long a tenant that was found is not looked up again.
   * @param negativeTtl How long an id that is no tenant's is not looked up again.
   * @param maxSize Ids at most that are remembered.
   */
  public record Lookup(
      @DefaultValue("1m") Duration ttl,
      @DefaultValue("5s") Duration negativeTtl,
      @DefaultValue("10000") int maxSize) {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** Rejects what cannot be right. */
    public Lookup {
      requireTime("ttl", ttl);
      requireTime("negative-ttl", negativeTtl);
      if (maxSize < 1) {
        throw new InvalidConfigurationException(
            "flexidb.tenant.lookup.max-size is %d; it must be at least 1".formatted(maxSize));
      }
    }

    private static void requireTime(String name, Duration time) {
      if (time.isNegative() || time.compareTo(LONGEST) > 0) {
        throw new InvalidConfigurationException(
            "flexidb.tenant.lookup.%s is %s; it must be from 0 to 365 days".formatted(name, time));
      }
    }
  }
}
