package dev.flexidb.connection;

import dev.flexidb.family.DatabaseFamily;
import dev.flexidb.family.Limits;
import dev.flexidb.family.Namespace;
import dev.flexidb.routing.Router;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * What all connections of one database share.
 *
 * @param database its name, for messages
 * @param router chooses the server that a connection works on
 * @param namespaces where a subscriber's statements are to run; null where there is no tenancy, and
 *     throws {@link dev.flexidb.error.MissingTenantException} where a tenant is missing
 * @param maxTenants how many tenants a physical connection may serve in its life
 * @param limits of statements whose connection was told none
 * @param retry which statements are run again
 * @param outsideTransaction whether statements run without a transaction around them
 * @param readOnly whether everything is held read-only, and may go to a replica
 * @param drainTimeout how long a physical connection may take to be as good as new
 */
public record ConnectionContext(
    String database,
    DatabaseFamily family,
    Router router,
    Function<ContextView, @Nullable Namespace> namespaces,
    int maxTenants,
    Duration drainTimeout,
    Limits limits,
    StatementRetry retry,
    boolean outsideTransaction,
    boolean readOnly) {}
