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
      @Nullable Namespace namespace) {
    Mono<Void> prelude =
        transaction.isPending() ? begin(connection, transaction, namespace) : Mono.empty();
    return Plan.awaited(prelude, () -> work.executeOn(connection, ""));
  }

  @Override
  public Mono<Void> begin(
      PhysicalConnection connection, Transaction transaction, @Nullable Namespace namespace) {
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
    return new LastInsert(false, true);
  }

  @Override
  boolean mayCommit(Work work) {
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
