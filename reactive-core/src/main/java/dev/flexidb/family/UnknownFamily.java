package dev.flexidb.family;

import dev.flexidb.error.InvalidConfigurationException;
import dev.flexidb.pooling.PhysicalConnection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Any other R2DBC driver: everything but tenancy. */
final class UnknownFamily extends DatabaseFamily {

  private final String product;

  UnknownFamily(String product) {
    this.product = product;
  }

  @Override
  public String product() {
    return product;
  }

  @Override
  public IsolationLevel defaultIsolation() {
    return IsolationLevel.READ_COMMITTED;
  }

  @Override
  public boolean searchesManySchemas() {
    return false;
  }

  @Override
  public Optional<String> defaultShared(@Nullable ConnectionFactoryOptions options) {
    return Optional.empty();
  }

  @Override
  public ConnectionFactoryOptions forTenants(ConnectionFactoryOptions options) {
    throw noTenancy();
  }

  @Override
  public Function<PhysicalConnection, Mono<Void>> setUp(TenantSetUp tenants) {
    throw noTenancy();
  }

  private InvalidConfigurationException noTenancy() {
    return new InvalidConfigurationException(
        "schemaPerTenant works on PostgreSQL, MySQL and MariaDB, not on %s; use Tenancy.none() here"
            .formatted(product));
  }

  @Override
  public Plan plan(
      PhysicalConnection connection,
      Transaction transaction,
      Work work,
      @Nullable Namespace namespace,
      Limits limits) {
    Mono<Void> begin =
        transaction.isPending() ? begin(connection, transaction, namespace, limits) : Mono.empty();
    return Plan.awaited(tell(connection, limits).then(begin), () -> work.executeOn(connection, ""));
  }

  private static Mono<Void> tell(PhysicalConnection connection, Limits limits) {
    Limits told = connection.companion(Limits.class);
    if (limits.haveTimesOf(told == null ? Limits.NONE : told)) {
      return Mono.empty();
    }
    return Mono.defer(
        () -> {
          Mono<Void> statement =
              limits.statement() == null
                  ? Mono.empty()
                  : Mono.from(connection.setStatementTimeout(limits.statement()));
          Mono<Void> lockWait =
              limits.lockWait() == null
                  ? Mono.empty()
                  : Mono.from(connection.setLockWaitTimeout(limits.lockWait()));
          return statement.then(lockWait).doOnSuccess(done -> connection.companion(limits));
        });
  }

  /** There is no way to ask a driver what the limits were. */
  @Override
  public boolean liftsLimits() {
    return false;
  }

  @Override
  public Mono<Void> begin(
      PhysicalConnection connection,
      Transaction transaction,
      @Nullable Namespace namespace,
      Limits limits) {
    return Mono.defer(
        () ->
            Mono.from(connection.beginTransaction(transaction.open()))
                .doOnError(failed -> transaction.end()));
  }

  @Override
  public boolean saysUnknownSchema(Throwable error) {
    return false;
  }

  @Override
  public Leftover leftoverOf(Work work, @Nullable Namespace namespace) {
    return Leftover.NONE;
  }

  @Override
  public LastInsert lastInsert(Work work) {
    return new LastInsert(false, true, true);
  }

  @Override
  boolean mayCommit(String sql) {
    return true;
  }

  @Override
  public Mono<Void> reset(PhysicalConnection connection, boolean tenants) {
    return Mono.empty();
  }

  @Override
  public boolean saysConnectionEnds(R2dbcException error) {
    return false;
  }

  @Override
  public boolean saysStatementTimeout(R2dbcException error) {
    return error instanceof R2dbcTimeoutException;
  }

  @Override
  boolean saysTooManyConnections(R2dbcException error) {
    return false;
  }

  @Override
  public Parameters parametersOf(String sql) {
    return Parameters.UNKNOWN;
  }
}
