package dev.flexidb.spring.tenant;

import dev.flexidb.Tenant;
import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.spring.properties.TenantProperties;
import dev.flexidb.tenant.SchemaName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * What a lookup has said, for a while; those who ask at once share one answer. Also remembered is
 * that there is no such tenant, but not that it could not be told. Of too many ids the one that was
 * asked for the longest time ago is forgotten. Thread-safe.
 */
public final class RememberedTenants {

  /** Databases give up before; an application's own lookup may never answer. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final TenantLookup lookup;
  private final Duration found;
  private final Duration notFound;
  private final Map<String, Mono<SchemaName>> answers;

  /** Remembers what this lookup says. */
  public RememberedTenants(TenantLookup lookup, TenantProperties.Lookup settings) {
    this.lookup = lookup;
    this.found = settings.ttl();
    this.notFound = settings.negativeTtl();
    this.answers = new LatestUsed(settings.maxSize());
  }

  /**
   * The tenant's schema; empty if there is no such tenant, or no tenant may have such an id. Errors
   * as the lookup does, and with a {@link java.util.concurrent.TimeoutException} where that has not
   * ended within half a minute.
   */
  public Mono<SchemaName> schemaOf(String id) {
    try {
      Tenant.requireId(id);
    } catch (InvalidConfigurationException nobodys) {
      return Mono.empty();
    }
    synchronized (answers) {
      return answers.computeIfAbsent(id, this::asked);
    }
  }

  private Mono<SchemaName> asked(String id) {
    return Mono.defer(() -> lookup.schemaOf(id))
        .timeout(LONGEST)
        .cache(schema -> found, error -> Duration.ZERO, () -> notFound);
  }

  /** Asks again for this tenant the next time, as it turned out to be gone. */
  public void forget(String id) {
    synchronized (answers) {
      answers.remove(id);
    }
  }

  /** In the order of their last use. */
  private static final class LatestUsed extends LinkedHashMap<String, Mono<SchemaName>> {

    private static final long serialVersionUID = 1L;

    private final int most;

    LatestUsed(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Mono<SchemaName>> eldest) {
      return size() > most;
    }
  }
}
