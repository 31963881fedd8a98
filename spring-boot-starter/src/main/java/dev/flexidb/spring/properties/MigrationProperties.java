package dev.flexidb.spring.properties;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where migrations are found and how they run. Immutable.
 *
 * @param location Folder of the migrations, as classpath:.. or filesystem:.., below which stand
 *     database and domain.
 * @param tenantDomains Domains that every tenant's schema has.
 * @param placeholders What ${name} in scripts stands for, by name.
 * @param concurrency Schemas of one database that are worked on at once.
 * @param canaries How many tenants go first; where one fails nobody follows.
 * @param failureBudget How many schemas of a domain may fail before no other is begun.
 * @param lockTimeout How long a statement may wait for a lock that somebody else holds.
 * @param lockAttempts How often a schema is tried whose lock was not to be had.
 * @param leadTimeout How long to wait while another node migrates the same domain.
 */
public record MigrationProperties(
    @Nullable String location,
    @Nullable List<String> tenantDomains,
    @Nullable Map<String, String> placeholders,
    @Nullable Integer concurrency,
    @Nullable Integer canaries,
    @Nullable Integer failureBudget,
    @Nullable Duration lockTimeout,
    @Nullable Integer lockAttempts,
    @Nullable Duration leadTimeout) {}
