package dev.flexidb;

import dev.flexidb.connection.CallDeadline;
import dev.flexidb.error.ConnectionLostException;
import dev.flexidb.error.DeadlineExceededException;
import dev.flexidb.error.TenantUnavailableException;
import dev.flexidb.error.UnknownTenantException;
import dev.flexidb.family.Namespace;
import dev.flexidb.tenant.SchemaName;
import dev.flexidb.tenant.TenantContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
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
  private final Duration patience;
  private final TenantDirectory directory;
  private final Supplier<DatabaseClient> shared;
  private final Mono<Void> known;
  private final Map<String, Mono<SchemaName>> ids = new ConcurrentHashMap<>();
  private volatile @Nullable Map<SchemaName, TenantState> inactive;

  /**
   * @param patience how long the directory may take: all wait for one answer, so that one that is
   *     lost on its way would keep them for ever
   */
  KnownTenants(
      String database,
      TenantDirectory directory,
      Supplier<DatabaseClient> shared,
      Duration patience) {
    this.database = database;
    this.patience = patience;
    this.directory = directory;
    this.shared = shared;
    this.known =
        Mono.defer(() -> directory.inactive(shared.get()).collectMap(Tenant::schema, Tenant::state))
            .timeout(patience, lost())
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
    return inTime(known);
  }

  /** As long as its subscriber waits, who may wait for what others have asked. */
  private <T> Mono<T> inTime(Mono<T> answer) {
    return Mono.deferContextual(
        subscriber -> {
          CallDeadline deadline = CallDeadline.of(subscriber);
          return deadline == null
              ? answer
              : answer.timeout(deadline.left(), Mono.error(() -> exceeded(deadline)));
        });
  }

  private Throwable exceeded(CallDeadline deadline) {
    return new DeadlineExceededException(
        database, deadline.given(), DeadlineExceededException.WaitedFor.NOTHING, false, null);
  }

  private <T> Mono<T> lost() {
    return Mono.error(
        () ->
            new ConnectionLostException(
                database,
                new TimeoutException(
                    "the directory of its tenants did not answer within %d ms"
                        .formatted(patience.toMillis()))));
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
          return inTime(ids.computeIfAbsent(id, this::asked));
        });
  }

  /** The tenant of this id as the directory says now; empty if there is none. */
  Mono<Tenant> find(String id) {
    return inTime(found(id));
  }

  private Mono<Tenant> found(String id) {
    return Mono.defer(
            () -> {
              Tenant.requireId(id);
              return directory.find(shared.get(), id);
            })
        .timeout(patience, lost())
        .contextWrite(whoeverAsks -> OwnStatements.in(TenantContext.withoutSchema()));
  }

  private Mono<SchemaName> asked(String id) {
    return found(id)
        .map(Tenant::schema)
        .switchIfEmpty(Mono.error(() -> new UnknownTenantException(database, id)))
        .doOnError(error -> ids.remove(id))
        .cache(found -> IDS, error -> Duration.ZERO, () -> Duration.ZERO);
  }
}
