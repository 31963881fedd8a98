package dev.flexidb.spring.migrate;

import static org.springframework.boot.context.properties.PropertyMapper.get;

import dev.flexidb.migrate.MigrationOptions;
import dev.flexidb.migrate.MigrationSources;
import dev.flexidb.spring.properties.MigrationProperties;
import org.springframework.boot.context.properties.PropertyMapper;

/** Properties, in the words of flexidb-migrate. */
final class MigrationSettings {

  private MigrationSettings() {}

  static MigrationSources sources(MigrationProperties written) {
    PropertyMapper map = get();
    MigrationSources sources = MigrationSources.DEFAULTS;
    sources = map.from(written.location()).to(sources, MigrationSources::withLocation);
    sources =
        map.from(written.tenantDomains())
            .as(domains -> domains.toArray(String[]::new))
            .to(sources, MigrationSources::withTenantDomains);
    return map.from(written.placeholders()).to(sources, MigrationSources::withPlaceholders);
  }

  static MigrationOptions options(MigrationProperties written) {
    PropertyMapper map = get();
    MigrationOptions options = MigrationOptions.DEFAULTS;
    options = map.from(written.concurrency()).to(options, MigrationOptions::withConcurrency);
    options = map.from(written.canaries()).to(options, MigrationOptions::withCanaries);
    options = map.from(written.failureBudget()).to(options, MigrationOptions::withFailureBudget);
    options = map.from(written.lockTimeout()).to(options, MigrationOptions::withLockTimeout);
    options = map.from(written.lockAttempts()).to(options, MigrationOptions::withLockAttempts);
    return map.from(written.leadTimeout()).to(options, MigrationOptions::withLeadTimeout);
  }
}
