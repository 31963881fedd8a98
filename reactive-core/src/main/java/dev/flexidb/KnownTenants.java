package dev.flexidb;

import dev.flexidb.error.TenantUnavailableException;
import dev.flexidb.error.UnknownTenantException;
import dev.flexidb.family.Namespace;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * What a directory has said of a database's tenants, for a while. Who asks when that is over waits
 * for the next answer, which all of them share. Thread-safe.
 */
final class KnownTenants {

  /** How long a tenant may be served that is not to be. */
  static final Duration INACTIVE = Duration.ofSeconds(2);

  /** The same while a tenant is made or dropped: one that has just been made is to be served. */
  static final Duration PASSING = Duration.ofMillis(200);

  /** How long an id leads to a schema that was dropped, where nothing is found any more. */
  static final Duration IDS = Duration.ofMinutes(1);

  private static final int MOST_IDS = 100_000;

  private final String database;
  private final TenantDirectory directory;
  private final Supplier<DatabaseClient> shared;
  private final Mono<Void> known;
  private final Map<String, Mono<SchemaName>> ids = new ConcurrentHashMap<>();
  private volatile @Nullable Map<SchemaName, TenantState> inactive;

  KnownTenants(String database, TenantDirectory directory, Supplier<DatabaseClient> shared) {
    this.database = database;
    this.directory = directory;
    this.shared = shared;
    this.known =
        Mono.defer(() -> directory.inactive(shared.get()).collectMap(Tenant::schema, Tenant::state))
            .doOnNext(told -> inactive = told)
            .contextWrite(whoeverAsks -> OwnStatements.in(TenantContext.withoutSchema()))
            .cache(KnownTenants::holds, error -> Duration.ZERO, () -> INACTIVE)
            .then();
  }

  private static Duration holds(Map<SchemaName, TenantState> told) {
    return told.containsValue(TenantState.CREATING) || told.containsValue(TenantState.DELETING)
        ? PASSING
        : INACTIVE;
  }

  /** Completes when it is known who is not to be served; errors as the directory does. */
  Mono<Void> known() {
    return known;
  }

  /** Without those that are not to be served, which is an error. */
  Function<ContextView, @Nullable Namespace> served(
      Function<ContextView, @Nullable Namespace> chosen) {
    return context -> {
      Namespace namespace = chosen.apply(context);
      if (namespace != null) {
        namespace.tenant().ifPresent(this::require);
      }
      return namespace;
    };
  }

  private void require(SchemaName schema) {
    Map<SchemaName, TenantState> told = inactive;
    if (told == null) {
      throw new TenantUnavailableException(database, schema.value(), "not known yet");
    }
    TenantState state = told.getOrDefault(schema, TenantState.ACTIVE);
    if (state != TenantState.ACTIVE) {
      throw new TenantUnavailableException(database, schema.value(), state.name());
    }
  }

  /** Where the tenant of this id lives; errors if there is none. */
  Mono<SchemaName> schemaOf(String id) {
    return Mono.defer(
        () -> {
          Tenant.requireId(id);
          if (ids.size() >= MOST_IDS) {
            ids.clear();
          }
          return ids.computeIfAbsent(id, this::asked);
        });
  }

  /** The tenant of this id as the directory says now; empty if there is none. */
  Mono<Tenant> find(String id) {
    return Mono.defer(
            () -> {
              Tenant.requireId(id);
              return directory.find(shared.get(), id);
            })
        .contextWrite(whoeverAsks -> OwnStatements.in(TenantContext.withoutSchema()));
  }

  private Mono<SchemaName> asked(String id) {
    return find(id)
        .map(Tenant::schema)
        .switchIfEmpty(Mono.error(() -> new UnknownTenantException(database, id)))
        .doOnError(error -> ids.remove(id))
        .cache(found -> IDS, error -> Duration.ZERO, () -> Duration.ZERO);
  }
}
