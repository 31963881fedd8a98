package dev.flexidb.connection;

import dev.flexidb.batch.Guard;
import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
import dev.flexidb.pooling.ConnectionSource;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * What all connections of one database share.
 *
 * @param database its name, for messages
 * @param namespaces where a subscriber's statements are to run; null where there is no tenancy, and
 *     throws {@link dev.flexidb.error.MissingTenantException} where a tenant is missing
 * @param maxTenants how many tenants a physical connection may serve in its life
 * @param limits of statements whose connection was told none
 * @param retry which statements are run again
 * @param outsideTransaction whether statements run without a transaction around them
 * @param drainTimeout how long a physical connection may take to be as good as new
 */
public record ConnectionContext(
    String database,
    DatabaseFamily family,
    ConnectionSource source,
    Guard guard,
    Function<ContextView, @Nullable Namespace> namespaces,
    int maxTenants,
    Duration drainTimeout,
    Limits limits,
    StatementRetry retry,
    boolean outsideTransaction) {}
